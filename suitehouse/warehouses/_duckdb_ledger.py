"""The `ops` tables: what passes did, how far each table is, where the schema drifted.

Rows go in through polars: bound parameters make DuckDB import pandas, and so do pyarrow's own
conversions, which would cost every pass half a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

import duckdb
import polars as pl

from suitehouse.warehouses._duckdb_incoming import incoming
from suitehouse.warehouses._duckdb_quarantine import QUARANTINE_TABLE
from suitehouse.warehouses.protocol import KeyRotation, KnownKey, RunRecord, SealedLoad

_Connection = duckdb.DuckDBPyConnection
_ROWS: Final = "_rows"

OPS_TABLES: Final = (
    """
    create table if not exists ops.keys (
        key_id varchar not null, check_value varchar not null, created_at timestamp not null
    )""",
    """
    create table if not exists ops.key_rotations (
        key_id varchar not null, check_value varchar not null, next_key_id varchar not null,
        rotated_at timestamp not null
    )""",
    """
    create table if not exists ops.runs (
        run_id varchar not null, command varchar not null, status varchar not null,
        started_at timestamp not null, snapshot_at timestamp, finished_at timestamp, error varchar
    )""",
    """
    create table if not exists ops.table_loads (
        run_id varchar not null, table_name varchar not null, lane varchar not null,
        mode varchar not null, window_start timestamp, watermark timestamp, rows_read bigint,
        rows_changed bigint, rows_removed bigint, landing_rows bigint, zero_dates bigint,
        unreadable_values bigint, card_refusals bigint, rows_repeated bigint,
        rows_withheld bigint, seconds double, absent boolean,
        loaded_at timestamp
    )""",
    # Warehouses made before these were counted lack the columns.
    "alter table ops.table_loads add column if not exists card_refusals bigint",
    "alter table ops.table_loads add column if not exists rows_repeated bigint",
    "alter table ops.table_loads add column if not exists rows_withheld bigint",
    """
    create table if not exists ops.watermarks (
        table_name varchar not null, watermark timestamp, snapshot_at timestamp, run_id varchar,
        updated_at timestamp, fingerprint varchar, landing_rows bigint, must_compare boolean
    )""",
    """
    create table if not exists ops.schema_changes (
        run_id varchar not null, table_name varchar not null, column_name varchar not null,
        change varchar not null, contract_type varchar, source_type varchar, action varchar,
        noticed_at timestamp, ended_at timestamp
    )""",
    """
    create table if not exists ops.source_columns (
        table_name varchar not null, column_name varchar not null, position integer not null,
        type varchar not null, collation_name varchar, index_kind varchar, seen_at timestamp
    )""",
    """
    create table if not exists ops.histories (
        table_name varchar not null, begun_at timestamp, ended_at timestamp,
        treatments varchar not null, hashed_by varchar
    )""",
    "alter table ops.schema_changes add column if not exists ended_at timestamp",
    "alter table ops.watermarks add column if not exists must_compare boolean",
    QUARANTINE_TABLE,
)
STATES: Final = """
    select
        t.table_name, w.watermark, w.fingerprint, t.estimated_size, coalesce(w.landing_rows, 0),
        coalesce(w.must_compare, false)
    from duckdb_tables() as t
    left join ops.watermarks as w on w.table_name = t.table_name
    where t.database_name = current_database() and t.schema_name = 'landing'
"""
LANDING_COLUMNS: Final = """
    select table_name, column_name, data_type
    from duckdb_columns()
    where database_name = current_database() and schema_name = 'landing'
"""
KEYS: Final = "select key_id, check_value, created_at from ops.keys"
_ROTATIONS: Final = (
    "select key_id, check_value, next_key_id, rotated_at from ops.key_rotations "
    "order by rotated_at, rowid"
)
_HAS_ROTATIONS: Final = (
    "select 1 from duckdb_tables() where database_name = current_database() "
    "and schema_name = 'ops' and table_name = 'key_rotations'"
)
_FORGET_ROTATIONS: Final = (
    "delete from ops.key_rotations where key_id in (select key_id from _rows)"
)
_FORGET_RUNS: Final = "delete from ops.runs where run_id in (select run_id from _rows)"
_FORGET_WATERMARKS: Final = (
    "delete from ops.watermarks where table_name in (select table_name from _rows)"
)


def claim_key(connection: _Connection, key_id: str, check_value: str, at: datetime) -> None:
    """Write down the key that the warehouse is made with."""
    row = {"key_id": key_id, "check_value": check_value, "created_at": naive(at)}
    insert_rows(connection, "insert into ops.keys by name from _rows", [row])


def known_key(connection: _Connection) -> KnownKey | None:
    """Return the key that the warehouse was made with, None where nothing was captured yet."""
    row = connection.execute(KEYS).fetchone()
    return None if row is None else KnownKey(row[0], row[1], row[2].replace(tzinfo=UTC))


def key_rotations(connection: _Connection) -> tuple[KeyRotation, ...]:
    """Return the keys that the warehouse had before, oldest first; older files note none."""
    if connection.execute(_HAS_ROTATIONS).fetchone() is None:
        return ()
    rows = connection.execute(_ROTATIONS).fetchall()
    return tuple(
        KeyRotation(key_id, check_value, next_id, at.replace(tzinfo=UTC))
        for key_id, check_value, next_id, at in rows
    )


def note_rotation(connection: _Connection, rotation: KeyRotation) -> None:
    """Write down that a key was replaced, once."""
    row = _naive_row(asdict(rotation))
    insert = "insert into ops.key_rotations by name from _rows"
    insert_rows(connection, insert, [row], forget=_FORGET_ROTATIONS)


def record_run(connection: _Connection, run: RunRecord) -> None:
    """Write a pass's row over the one of the same id."""
    row = _naive_row(asdict(run))
    insert_rows(connection, "insert into ops.runs by name from _rows", [row], forget=_FORGET_RUNS)


def note_loads(connection: _Connection, loads: Sequence[SealedLoad]) -> None:
    """Write tables' loads, and their watermarks over the former ones."""
    rows = [_load_row(sealed) for sealed in loads]
    insert_rows(connection, "insert into ops.table_loads by name from _rows", rows)
    marks = [_watermark_row(sealed) for sealed in loads if not sealed.load.absent]
    statement = "insert into ops.watermarks by name from _rows"
    insert_rows(connection, statement, marks, forget=_FORGET_WATERMARKS)


def first_row(connection: _Connection, query: str) -> tuple[Any, ...]:
    """Return the only row of a query."""
    return tuple(connection.execute(query).fetchall()[0])


def first_value(connection: _Connection, query: str) -> int:
    """Return the first number of a query's only row."""
    return int(first_row(connection, query)[0])


def naive(moment: datetime | None) -> datetime | None:
    """Return a time as DuckDB's TIMESTAMP holds it: UTC without zone."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)


def insert_rows(
    connection: _Connection,
    statement: str,
    rows: list[dict[str, Any]],
    *,
    forget: str | None = None,
) -> None:
    """Run a statement over rows, which it knows as `_rows`; `forget` runs before it."""
    if not rows:
        return
    frame = pl.DataFrame(rows, infer_schema_length=None)
    for each in (forget, statement):
        if each is not None:
            with incoming(connection, _ROWS, frame):
                connection.execute(each)


def _load_row(sealed: SealedLoad) -> dict[str, Any]:
    row = _naive_row(asdict(sealed.load))
    name = row.pop("table")
    return {
        **row,
        "table_name": name,
        "run_id": sealed.run_id,
        "loaded_at": naive(sealed.loaded_at),
    }


def _watermark_row(sealed: SealedLoad) -> dict[str, Any]:
    return {
        "table_name": sealed.load.table,
        "watermark": naive(sealed.load.watermark),
        "snapshot_at": naive(sealed.snapshot_at),
        "run_id": sealed.run_id,
        "updated_at": naive(sealed.loaded_at),
        "fingerprint": sealed.fingerprint,
        "landing_rows": sealed.load.landing_rows,
    }


def _naive_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: naive(value) if isinstance(value, datetime) else value for name, value in row.items()
    }
