"""The statements that bring landing tables from the shape they have to the one they should have.

A type that holds all that the described one does stays: what landed is never cut.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses.protocol import LandingTable

_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
_WIDER = {("BIGINT", "INTEGER"), ("TIMESTAMP", "DATE")}


def evolution(
    tables: Collection[LandingTable], existing: Iterable[tuple[str, str, str]]
) -> Iterator[str]:
    """Yield the statements, given (table, column, type) of the landing tables there are.

    A column that is no longer described goes with its values: it may not land any more.
    """
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for table, column, kind in existing:
        known[table][column] = kind
    for description in tables:
        columns = known.get(description.name)
        if columns is None:
            yield sql.create_table(description)
        else:
            yield from _alterations(description, columns)


def _alterations(table: LandingTable, columns: Mapping[str, str]) -> Iterator[str]:
    described = sql.all_columns(table)
    for column in described:
        if column.name not in columns:
            yield sql.add_column(table, column)
        elif not holds_all(columns[column.name], column.type):
            yield sql.change_type(table, column)
    names = {column.name for column in described}
    for name in columns:
        if name not in names:
            yield sql.drop_column(table, name)


def holds_all(existing: str, described: str) -> bool:
    """Return whether a column of one type holds every value of another, as it is."""
    if existing == described or (existing, described) in _WIDER:
        return True
    before, after = _DECIMAL.fullmatch(existing), _DECIMAL.fullmatch(described)
    if before is None or after is None:
        return False
    (digits, scale), (new_digits, new_scale) = (map(int, each.groups()) for each in (before, after))
    return digits - scale >= new_digits - new_scale and scale >= new_scale
