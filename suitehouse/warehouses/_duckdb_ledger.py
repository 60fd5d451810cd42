"""The `ops` tables: what passes did, how far each table is, where the schema drifted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import duckdb

from suitehouse.contracts.shape import SchemaChange
from suitehouse.warehouses.protocol import RunRecord, SealedLoad

STATES: Final = """
    select t.table_name, w.watermark, w.fingerprint, t.estimated_size, coalesce(w.landing_rows, 0)
    from duckdb_tables() as t
    left join ops.watermarks as w on w.table_name = t.table_name
    where t.database_name = current_database() and t.schema_name = 'landing'
"""
LANDING_COLUMNS: Final = """
    select table_name, column_name, data_type
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'landing'
"""
_INSERT_RUN: Final = "insert into ops.runs values (?, ?, ?, ?, ?, ?, ?)"
_INSERT_LOAD: Final = (
    "insert into ops.table_loads values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_WATERMARK: Final = "insert into ops.watermarks values (?, ?, ?, ?, ?, ?, ?)"
_KNOWN_CHANGES: Final = (
    "select table_name, column_name, change, source_type from ops.schema_changes"
)
_INSERT_CHANGE: Final = "insert into ops.schema_changes values (?, ?, ?, ?, ?, ?, ?, ?)"


def record_run(connection: duckdb.DuckDBPyConnection, run: RunRecord) -> None:
    """Write a pass's row over the one of the same id."""
    connection.execute("delete from ops.runs where run_id = ?", [run.run_id])
    moments = [naive(moment) for moment in (run.started_at, run.snapshot_at, run.finished_at)]
    connection.execute(_INSERT_RUN, [run.run_id, run.command, run.status, *moments, run.error])


def note_load(connection: duckdb.DuckDBPyConnection, sealed: SealedLoad) -> None:
    """Write a table's load, and its watermark over the former one."""
    load = sealed.load
    connection.execute(
        _INSERT_LOAD,
        [
            sealed.run_id,
            load.table,
            load.lane,
            load.mode,
            naive(load.window_start),
            naive(load.watermark),
            load.rows_read,
            load.rows_changed,
            load.rows_removed,
            load.landing_rows,
            load.zero_dates,
            load.unreadable_values,
            load.seconds,
            load.absent,
            naive(sealed.loaded_at),
        ],
    )
    if load.absent:
        return
    connection.execute("delete from ops.watermarks where table_name = ?", [load.table])
    moments = [naive(load.watermark), naive(sealed.snapshot_at)]
    facts = [sealed.run_id, naive(sealed.loaded_at), sealed.fingerprint, load.landing_rows]
    connection.execute(_INSERT_WATERMARK, [load.table, *moments, *facts])


def note_changes(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    noticed_at: datetime,
    changes: Sequence[SchemaChange],
) -> None:
    """Write the schema changes that are not known yet."""
    known = set(connection.execute(_KNOWN_CHANGES).fetchall())
    for change in changes:
        if (change.table, change.column, change.change, change.source_type) in known:
            continue
        connection.execute(
            _INSERT_CHANGE,
            [
                run_id,
                change.table,
                change.column,
                change.change,
                change.contract_type,
                change.source_type,
                change.action,
                naive(noticed_at),
            ],
        )


def first_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """Return the only row of a query."""
    return tuple(connection.execute(query).fetchall()[0])


def first_value(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """Return the first number of a query's only row."""
    return int(first_row(connection, query)[0])


def naive(moment: datetime | None) -> datetime | None:
    """Return a time as DuckDB's TIMESTAMP holds it: UTC without zone."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)
