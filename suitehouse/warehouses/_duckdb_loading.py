"""Loads rows into a landing table, inside the caller's transaction.

DuckDB takes a DELETE and an INSERT in one transaction several times faster than MERGE or an upsert
on a key, with a file a third of the size; so rows are staged, the unchanged ones dropped, and the
rest replaced.
"""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from suitehouse.errors import RemovalGuardError
from suitehouse.misfits import Doubts
from suitehouse.removal_guard import REMEDY, RemovalGuard, is_half
from suitehouse.warehouses import _duckdb_history as history
from suitehouse.warehouses import _duckdb_keyless as keyless
from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses._duckdb_incoming import alone, incoming
from suitehouse.warehouses._duckdb_ledger import first_row, first_value
from suitehouse.warehouses._duckdb_quarantine import quarantine_misfits, row_key
from suitehouse.warehouses._duckdb_room import LongRows, make_room_to_compare
from suitehouse.warehouses.protocol import LandingLoad, LoadCounts

_Connection = duckdb.DuckDBPyConnection


def load_rows(
    connection: _Connection,
    load: LandingLoad,
    rows: pa.RecordBatchReader,
    doubts: Doubts | None = None,
) -> LoadCounts:
    """Load a stream of rows by the mode that was asked for; the caller commits or rolls back.

    With `doubts`, `ops.quarantine` is brought up to date too.

    Raises:
        RemovalGuardError: A compare would mark half of the rows as gone.
    """
    if load.part is not None:
        return _append(connection, load, rows, doubts)
    if load.mode == "full":
        return _fill(connection, load, rows, doubts)
    if load.table.key:
        return _merge(connection, load, rows, doubts)
    # In another shape every row has another digest, by which alone they are told apart.
    put = _fill if load.is_reshaped else _merge_keyless
    return put(connection, load, rows, doubts)


def _append(
    connection: _Connection,
    load: LandingLoad,
    rows: pa.RecordBatchReader,
    doubts: Doubts | None,
) -> LoadCounts:
    """Add a part of a first load; the source keeps its keys apart from those that landed."""
    if load.part == "first":
        history.end_versions(connection, load)
        connection.execute(sql.empty(load.table))
    is_fresh = history.is_fresh(connection, load)
    _stream(connection, load, rows, sql.insert_incoming(load, set(rows.schema.names)))
    part = sql.written(load)
    present = _present_values(connection, load, part)
    _quarantine(connection, load, doubts, (present, 0, part))
    history.keep_history(connection, load, fresh=is_fresh)
    added = first_value(connection, f"select count(*) from {part} as p")  # noqa: S608 - names of ours
    return LoadCounts(added, 0, first_value(connection, sql.count_live(load.table)), present)


def _fill(
    connection: _Connection,
    load: LandingLoad,
    rows: pa.RecordBatchReader,
    doubts: Doubts | None,
) -> LoadCounts:
    target = sql.landing(load.table)
    history.end_versions(connection, load)
    connection.execute(sql.empty(load.table))
    is_fresh = history.is_fresh(connection, load)
    _stream(connection, load, rows, sql.insert_incoming(load, set(rows.schema.names)))
    present = _present_values(connection, load, target)
    repeated = _drop_repeated(connection, load, target)
    _quarantine(connection, load, doubts, (present, repeated, target))
    history.keep_history(connection, load, fresh=is_fresh)
    count = first_value(connection, sql.count_live(load.table))
    return LoadCounts(count, 0, count, present, repeated)


def _merge(
    connection: _Connection,
    load: LandingLoad,
    rows: pa.RecordBatchReader,
    doubts: Doubts | None,
) -> LoadCounts:
    _stream(connection, load, rows, sql.stage_incoming(load.table, set(rows.schema.names)))
    present = _present_values(connection, load, sql.STAGE)
    repeated = _drop_repeated(connection, load, sql.STAGE)
    _quarantine(connection, load, doubts, (present, repeated, sql.STAGE))
    removed = withheld = 0
    if load.mode == "compare":
        make_room_to_compare(connection, first_value(connection, sql.count_live(load.table)))
        _join_doubled(connection, load)
        removed, withheld = _mark_gone(connection, load)
    connection.execute(sql.drop_unchanged(load))
    changed = first_value(connection, sql.count_staged())
    earliest = _earliest_change(connection, load) if changed else None
    if changed:
        delete, insert = sql.replace_staged(load)
        connection.execute(delete)
        connection.execute(insert)
    if load.is_reshaped and load.table.treated:
        connection.execute(sql.clear_tombstones(load))
    connection.execute(f"drop table {sql.STAGE}")
    if changed or removed:
        history.keep_history(connection, load)
    live = first_value(connection, sql.count_live(load.table))
    return LoadCounts(changed, removed, live, present, repeated, withheld, earliest)


def _merge_keyless(
    connection: _Connection,
    load: LandingLoad,
    rows: pa.RecordBatchReader,
    doubts: Doubts | None,
) -> LoadCounts:
    """Bring a table without a key to what the source has, which was read whole."""
    _stream(connection, load, rows, sql.stage_incoming(load.table, set(rows.schema.names)))
    present = _present_values(connection, load, sql.STAGE)
    _quarantine(connection, load, doubts, (present, 0, sql.STAGE))
    came = first_value(connection, keyless.count_fresh(load.table))
    connection.execute(keyless.find_gone(load.table))
    removed, withheld = _mark_found(connection, load, came)
    connection.execute(keyless.keep_fresh(load.table))
    _, insert = sql.replace_staged(load)
    connection.execute(insert)
    connection.execute(f"drop table {sql.STAGE}")
    live = first_value(connection, sql.count_live(load.table))
    return LoadCounts(came, removed, live, present, 0, withheld)


def _earliest_change(connection: _Connection, load: LandingLoad) -> datetime | None:
    """The earliest stamp of the staged rows, which have changed; None where they have none."""
    types = {column.name: column.type for column in load.table.columns}
    if load.table.cursor is None or types[load.table.cursor] != "TIMESTAMP":
        return None
    (earliest,) = first_row(connection, sql.earliest_staged(load.table.cursor))
    return earliest.replace(tzinfo=UTC) if isinstance(earliest, datetime) else None


def _drop_repeated(connection: _Connection, load: LandingLoad, target: str) -> int:
    """Leave one row of each key, and return how many others there were; their keys are listed."""
    if load.key_is_unique or not load.table.key:
        return 0
    connection.execute(sql.find_repeated(load.table, target, row_key(load.table)))
    return first_value(connection, sql.drop_repeated(target))


def _quarantine(
    connection: _Connection,
    load: LandingLoad,
    doubts: Doubts | None,
    work: tuple[dict[str, int], int, str],
) -> None:
    if doubts is not None:
        present, repeated, read = work
        quarantine_misfits(
            connection, load, doubts, present=present, rows_repeated=repeated, read=read
        )


def _stream(
    connection: _Connection, load: LandingLoad, rows: pa.RecordBatchReader, statement: str
) -> None:
    long = LongRows(connection, rows)
    with incoming(connection, sql.INCOMING, long.reader()), alone(connection):
        connection.execute(statement)
    long.remember(load.table.name)


def _join_doubled(connection: _Connection, load: LandingLoad) -> None:
    """Leave one row of a key that landing has twice, or the double would outlive every pass."""
    if first_value(connection, sql.count_doubled(load.table)):
        for statement in sql.join_doubled(load.table):
            connection.execute(statement)


def _mark_gone(connection: _Connection, load: LandingLoad) -> tuple[int, int]:
    """Return how many rows were marked as gone, and how many stay since they are too many."""
    connection.execute(sql.find_gone(load.table))
    return _mark_found(connection, load, 0)


def _mark_found(connection: _Connection, load: LandingLoad, came: int) -> tuple[int, int]:
    """As `_mark_gone`, of rows that were found to be gone; `came` others are in their place."""
    gone, gone_live = first_row(connection, sql.count_gone())
    rows, live = first_row(connection, sql.count_live(load.table))
    guard = RemovalGuard(load.removal_guard_pct, load.removal_guard_rows)
    lost = max(0, gone_live - came)
    is_believed = guard.believes(gone=gone - came, rows=rows, gone_live=lost, live=live)
    if not is_believed and is_half(lost, live):
        raise RemovalGuardError(_another_source(load.table.name, (gone, rows), (lost, live)))
    if gone and is_believed:
        connection.execute(sql.mark_gone(load))
    connection.execute(f"drop table {sql.GONE}")
    return (gone, 0) if is_believed else (0, gone)


def _another_source(table: str, all_rows: tuple[int, int], live_rows: tuple[int, int]) -> str:
    """Say how many are gone of how many; of the live rows, where there are some."""
    kind, (gone, of) = (" live", live_rows) if live_rows[1] else ("", all_rows)
    return (
        f"{gone} of the {of}{kind} rows of landing.{table} are gone from the source, which looks "
        f"like another or a truncated database; nothing of the table was changed. {REMEDY}"
    )


def _present_values(connection: _Connection, load: LandingLoad, target: str) -> dict[str, int]:
    names = sql.cast_columns(load.table)
    if not names:
        return {}
    return dict(
        zip(names, first_row(connection, sql.count_values(load.table, target)), strict=True)
    )
