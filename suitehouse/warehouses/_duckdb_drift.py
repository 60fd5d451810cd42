"""Schema drift in `ops`: each difference once, from when a pass saw it until one did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import duckdb

from suitehouse.contracts.drift import Change, SchemaChange, SeenColumn
from suitehouse.warehouses._duckdb_ledger import insert_rows, naive
from suitehouse.warehouses.protocol import DriftNote

_Connection = duckdb.DuckDBPyConnection
# A difference: table, column, change, what the source has.
_Identity = tuple[str, str, str, str | None]

_SEEN: Final = """
    select table_name, column_name, type, collation_name, index_kind
    from ops.source_columns
    order by table_name, position
"""
_OPEN: Final = (
    "select table_name, column_name, change, source_type from ops.schema_changes "
    "where ended_at is null"
)
_END: Final = """
    update ops.schema_changes as c set ended_at = r.ended_at from _rows as r
    where c.ended_at is null and c.table_name = r.table_name and c.column_name = r.column_name
        and c.change = r.change and c.source_type is not distinct from r.source_type
"""
_COMPARE: Final = (
    "update ops.watermarks as w set must_compare = true from _rows as r "
    "where w.table_name = r.table_name"
)
_FORGET_SEEN: Final = (
    "delete from ops.source_columns where table_name in (select table_name from _rows)"
)
# When such a difference has ended, the table is back with rows that nobody followed meanwhile.
_AWAY: Final[frozenset[Change]] = frozenset({"table_gone", "table_renamed"})


def seen_columns(connection: _Connection) -> Mapping[str, tuple[SeenColumn, ...]]:
    """Return each table's columns as the last pass over it saw them, in the source's order."""
    seen: dict[str, list[SeenColumn]] = {}
    for table, *facts in connection.execute(_SEEN).fetchall():
        seen.setdefault(table, []).append(SeenColumn(*facts))
    return {table: tuple(columns) for table, columns in seen.items()}


def note_drift(connection: _Connection, note: DriftNote) -> tuple[SchemaChange, ...]:
    """Write what is new, end what is over, and return what is new; the caller commits."""
    known: set[_Identity] = set(connection.execute(_OPEN).fetchall())
    present = {_identity(change) for change in note.changes}
    over = {each for each in known - present if each[0] not in note.unseen}
    new = [change for change in note.changes if _identity(change) not in known]
    _end(connection, note, over)
    insert = "insert into ops.schema_changes by name from _rows"
    insert_rows(connection, insert, [_row(note, each, is_over=False) for each in new])
    insert_rows(connection, insert, [_row(note, each, is_over=True) for each in note.events])
    _remember(connection, note)
    back = {table for table, _, change, _ in over if change in _AWAY}
    insert_rows(connection, _COMPARE, _tables({*note.to_compare, *back}))
    return (*new, *note.events)


def _end(connection: _Connection, note: DriftNote, over: Iterable[_Identity]) -> None:
    ended_at = naive(note.noticed_at)
    rows = [
        {
            "table_name": table,
            "column_name": column,
            "change": change,
            "source_type": source_type,
            "ended_at": ended_at,
        }
        for table, column, change, source_type in over
    ]
    insert_rows(connection, _END, rows)


def _remember(connection: _Connection, note: DriftNote) -> None:
    rows = [
        {
            "table_name": table,
            "column_name": column.name,
            "position": position,
            "type": column.type,
            "collation_name": column.collation,
            "index_kind": column.index,
            "seen_at": naive(note.noticed_at),
        }
        for table, columns in note.columns.items()
        for position, column in enumerate(columns, start=1)
    ]
    statement = "insert into ops.source_columns by name from _rows"
    insert_rows(connection, statement, rows, forget=_FORGET_SEEN)


def _identity(change: SchemaChange) -> _Identity:
    return change.table, change.column, change.change, change.source_type


def _row(note: DriftNote, change: SchemaChange, *, is_over: bool) -> dict[str, Any]:
    return {
        "run_id": note.run_id,
        "table_name": change.table,
        "column_name": change.column,
        "change": change.change,
        "contract_type": change.contract_type,
        "source_type": change.source_type,
        "action": change.action,
        "noticed_at": naive(note.noticed_at),
        "ended_at": naive(note.noticed_at) if is_over else None,
    }


def _tables(names: Iterable[str]) -> list[dict[str, Any]]:
    return [{"table_name": name} for name in sorted(names)]
