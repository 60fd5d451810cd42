"""What the live database holds, as information_schema shows it to our user."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suitehouse.contracts.source_types import compares_exactly
from suitehouse.source.connection import Connection

# Both hide what the user may not read. As one join they take the server ten times as long.
_COLUMNS = """
    select table_name, column_name, column_type, column_key, collation_name, is_nullable,
        column_default
    from information_schema.columns
    where table_schema = database()
    order by table_name, ordinal_position
"""
_TABLES = """
    select table_name, table_rows, data_length
    from information_schema.tables
    where table_schema = database() and table_type = 'BASE TABLE'
"""
# A view has no key and no row estimate, and may show less than its tables hold.
NOT_A_TABLE_REMEDY = (
    "point SUITEHOUSE_SOURCE_URL at the database that holds the table, or leave the table out by "
    "naming the others in `tables` under [capture] of suitehouse.toml"
)


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """One live column; `is_primary` says that it is part of the table's primary key.

    `index` is information_schema's column_key: PRI, UNI or MUL where it is first in an index.
    """

    name: str
    type: str
    is_primary: bool
    collation: str | None
    index: str = ""
    is_nullable: bool = True
    default: str | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the server compares this text byte by byte, or with regard to case."""
        return compares_exactly(self.type, self.collation)


@dataclass(frozen=True, slots=True)
class SourceTable:
    """One live table; row count and bytes are InnoDB's estimates."""

    name: str
    columns: tuple[SourceColumn, ...]
    estimated_rows: int
    estimated_bytes: int = 0

    @property
    def types(self) -> dict[str, str]:
        """Each column's type by lower-case name, in the table's order."""
        return {column.name.lower(): column.type for column in self.columns}

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns of the primary key, in the table's order; none where it has no such key."""
        return tuple(column.name for column in self.columns if column.is_primary)

    def column(self, name: str) -> SourceColumn | None:
        """Return a column by name without case, None where the table lacks it."""
        wanted = name.lower()
        return next((column for column in self.columns if column.name.lower() == wanted), None)

    def is_indexed(self, name: str) -> bool:
        """Whether an index starts with this column, so that a range of it is found without a scan.

        Of a key of several columns only the first one counts.
        """
        column = self.column(name)
        if column is None or not column.index:
            return False
        return column.index != "PRI" or self.primary_key[0] == column.name

    def tells_case_apart(self, key: tuple[str, ...]) -> bool:
        """Whether two rows may have keys that differ in case only."""
        columns = [column for name in key if (column := self.column(name))]
        return any(column.is_exact for column in columns)

    def is_unique(self, key: tuple[str, ...]) -> bool:
        """Whether the server itself keeps this key unique, as its whole primary key."""
        primary = {name.lower() for name in self.primary_key}
        return bool(primary) and primary <= {name.lower() for name in key}


def not_a_table(*tables: str) -> str:
    """Return the clause that says what is there in place of contract tables."""
    names = ", ".join(f"'{table}'" for table in tables)
    return f"{names}: a view is there in place of the table, and only tables are captured"


def read_catalogue(connection: Connection) -> Mapping[str, SourceTable]:
    """Return each live table of the connection's database by name."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        estimates = {
            name: (int(rows or 0), int(size or 0)) for name, rows, size in cursor.fetchall()
        }
        cursor.execute(_COLUMNS)
        rows = cursor.fetchall()
    # Not by runs of a name: the server sorts without case, so `a` and `A` come interleaved.
    columns: dict[str, list[SourceColumn]] = {}
    for row in rows:
        if row[0] in estimates:
            columns.setdefault(row[0], []).append(_column(row))
    return {
        name: SourceTable(name, tuple(found), *estimates[name]) for name, found in columns.items()
    }


def _column(row: tuple[Any, ...]) -> SourceColumn:
    _, name, kind, key, collation, nullable, default = row
    return SourceColumn(
        name, str(kind).lower(), key == "PRI", collation, str(key), nullable == "YES", default
    )
