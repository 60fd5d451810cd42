"""Columns of the marts by which fewer than five people can be told from all others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from suitehouse.warehouses.protocol import ArrowReadable

K: int = 5
# A column with nearly as many values as rows is a key, which tells no more than that it is one.
_MOST_VALUES = 1_000
_GROUPED = {"VARCHAR", "BOOLEAN", "DATE", "INTEGER", "BIGINT"}
_COLUMNS = """
    select table_name, column_name, data_type from information_schema.columns
    where table_schema = 'marts' order by table_name, ordinal_position
"""


@dataclass(frozen=True, slots=True)
class SmallGroup:
    """A column that makes groups of fewer than `K` rows: how many, and how many rows they have."""

    table: str
    column: str
    groups: int
    rows: int


def small_groups(warehouse: ArrowReadable, people: Mapping[str, str]) -> tuple[SmallGroup, ...]:
    """Return the columns of marts of people that make small groups.

    Args:
        warehouse: Where the marts are.
        people: The column that names a person, by mart.
    """
    return tuple(_found(warehouse, people))


def _found(warehouse: ArrowReadable, people: Mapping[str, str]) -> Iterator[SmallGroup]:
    for row in warehouse.read(_COLUMNS).to_pylist():
        table, column = row["table_name"], row["column_name"]
        if table not in people or not _may_group(column, row["data_type"], people[table]):
            continue
        (counted,) = warehouse.read(_counted(table, column, people[table])).to_pylist()
        if counted["groups"] and counted["distinct_values"] <= _MOST_VALUES:
            yield SmallGroup(table, column, counted["groups"], counted["rows"])


def _may_group(column: str, kind: str, person: str) -> bool:
    """Keys and tokens are a person each by their nature."""
    is_key = column == person or column.endswith(("_id", "_token")) or column.startswith("_")
    return not is_key and kind in _GROUPED


def _counted(table: str, column: str, person: str) -> str:
    names = [name.replace('"', '""') for name in (table, column, person)]
    return (
        f'with sizes as (select "{names[1]}", count(distinct "{names[2]}") as people '  # noqa: S608 - names of the catalogue
        f'from marts."{names[0]}" where "{names[1]}" is not null group by 1) '
        f"select count(*) filter (people < {K}) as groups, "
        f"cast(coalesce(sum(people) filter (people < {K}), 0) as bigint) as rows, "
        "count(*) as distinct_values from sizes"
    )
