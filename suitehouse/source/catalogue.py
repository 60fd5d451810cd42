"""What the live database holds, as information_schema shows it to our user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from suitehouse.source.connection import Connection

# information_schema hides tables and columns that the user may not read.
_COLUMNS = """
    select c.table_name, c.column_name, c.column_type, c.column_key, c.collation_name, t.table_rows
    from information_schema.columns c
    join information_schema.tables t
        on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = database() and t.table_type = 'BASE TABLE'
    order by c.table_name, c.ordinal_position
"""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """One live column; `is_primary` says that it is part of the table's primary key."""

    name: str
    type: str
    is_primary: bool
    collation: str | None


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One live table; the row count is InnoDB's estimate."""

    name: str
    columns: tuple[SourceColumn, ...]
    estimated_rows: int

    def column(self, name: str) -> SourceColumn | None:
        """Return a column by name without case, None where the table lacks it."""
        wanted = name.lower()
        return next((column for column in self.columns if column.name.lower() == wanted), None)

    def is_unique(self, key: tuple[str, ...]) -> bool:
        """Whether the server itself keeps this key unique, as its whole primary key."""
        primary = {column.name.lower() for column in self.columns if column.is_primary}
        return bool(primary) and primary <= {name.lower() for name in key}


def read_catalogue(connection: Connection) -> Mapping[str, SourceTable]:
    """Return each live table of the connection's database by name."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        rows = cursor.fetchall()
    return {
        name: _table(name, list(group)) for name, group in groupby(rows, key=lambda row: row[0])
    }


def _table(name: str, rows: list[tuple[Any, ...]]) -> SourceTable:
    columns = tuple(
        SourceColumn(column, str(kind).lower(), key == "PRI", collation)
        for _, column, kind, key, collation, _ in rows
    )
    return SourceTable(name, columns, int(rows[0][5] or 0))
