"""`ops.load_positions`: first loads that are not complete, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any, Final

import duckdb

from suitehouse.warehouses._duckdb_ledger import insert_rows, naive
from suitehouse.warehouses._duckdb_sql import text
from suitehouse.warehouses._load_position import LoadPosition

_Connection = duckdb.DuckDBPyConnection

POSITIONS_TABLE: Final = """
    create table if not exists ops.load_positions (
        table_name varchar not null, fingerprint varchar not null, key_column varchar not null,
        last_key varchar not null, snapshot_at timestamp not null, run_id varchar not null,
        loaded_at timestamp not null, rows bigint not null, highest_stamp timestamp,
        zero_dates bigint, unreadable_values bigint, card_refusals bigint, unstamped_rows bigint
    )"""
_COLUMNS: Final = ("table_name", *[each.name for each in fields(LoadPosition)][1:])
_ALL: Final = f"select {', '.join(_COLUMNS)} from ops.load_positions"  # noqa: S608 - our own names
_IS_NAMED: Final = "where table_name in (select table_name from _rows)"
_FORGET: Final = f"delete from ops.load_positions {_IS_NAMED}"  # noqa: S608 - our own names
_NOTE: Final = "insert into ops.load_positions by name from _rows"
_NOT_LANDED: Final = f"delete from ops.watermarks {_IS_NAMED}"  # noqa: S608 - our own names
# An alteration of the table meanwhile is marked here.
_MARK: Final = (
    "insert into ops.watermarks (table_name, run_id) select table_name, run_id from _rows"
)


def positions(connection: _Connection) -> Mapping[str, LoadPosition]:
    """Return how far each unfinished first load is, by table."""
    return {row[0]: _position(row) for row in connection.execute(_ALL).fetchall()}


def note_position(connection: _Connection, position: LoadPosition, *, is_first: bool) -> None:
    """Write how far a load is over how far it was; until it is complete, no watermark stands."""
    row = {name: _stored(value) for name, value in asdict(position).items()}
    row["table_name"] = row.pop("table")
    insert_rows(connection, _NOTE, [row], forget=_FORGET)
    if is_first:
        insert_rows(connection, _MARK, [row], forget=_NOT_LANDED)


def forget_position(connection: _Connection, table: str) -> None:
    """Note that a table has landed whole."""
    connection.execute(f"delete from ops.load_positions where table_name = {text(table)}")  # noqa: S608 - a quoted name


def _stored(value: Any) -> Any:
    return naive(value) if isinstance(value, datetime) else value


def _position(row: tuple[Any, ...]) -> LoadPosition:
    values: list[Any] = [
        value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for value in row
    ]
    return LoadPosition(*values)
