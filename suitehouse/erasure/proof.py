"""Queries that anybody can run on the warehouse to see that a person is not in it.

They name keys and tokens by their SHA-256 alone, so that they may be kept beside what they prove.
"""

# ruff: noqa: S608 - names are quoted by `_name`, literals are hexadecimal

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from suitehouse.erasure.subject import hashed
from suitehouse.privacy.erasure_rules import TableRules
from suitehouse.warehouses._erasure_store import Keys
from suitehouse.warehouses.protocol import ArrowReadable

# Tables of one query: DuckDB reads them side by side, which takes memory.
_AT_ONCE = 10
_TEXTS = """
    select c.table_schema, c.table_name, c.column_name
    from information_schema.columns as c
    join information_schema.tables as t
    on t.table_schema = c.table_schema and t.table_name = c.table_name
    where t.table_type = 'BASE TABLE' and c.data_type = 'VARCHAR'
    and c.table_catalog = current_database() and t.table_catalog = current_database()
    and c.table_schema not in ('information_schema', 'pg_catalog')
    order by c.table_schema, c.table_name, c.ordinal_position
"""
_COLUMNS = """
    select table_schema, table_name, column_name from information_schema.columns
    where table_catalog = current_database() and table_schema in ('landing', 'history')
    order by table_schema, table_name, ordinal_position
"""


@dataclass(frozen=True, slots=True)
class ProofQuery:
    """A query with one number, what it proves, and what the number has to be."""

    claim: str
    sql: str
    expected: int


@dataclass(frozen=True, slots=True)
class Proven:
    """What a query came to in one file of the warehouse."""

    file: str
    claim: str
    sql: str
    expected: int
    result: int

    @property
    def holds(self) -> bool:
        """Whether it came to what it had to."""
        return self.result == self.expected


def proof_queries(
    warehouse: ArrowReadable,
    rules: Mapping[str, TableRules],
    *,
    own: Keys,
    kept: Keys,
    tokens: Iterable[str],
) -> tuple[ProofQuery, ...]:
    """Return the queries for the tables that there are in a file of the warehouse."""
    columns: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in warehouse.read(_COLUMNS).to_pylist():
        columns[row["table_schema"], row["table_name"]].append(row["column_name"])
    found = (
        query
        for (schema, table), names in columns.items()
        if table in rules
        for query in _table_queries(schema, names, rules[table], own=own, kept=kept)
    )
    return (*found, *_token_queries(warehouse, tokens))


def prove(file: str, warehouse: ArrowReadable, queries: Iterable[ProofQuery]) -> tuple[Proven, ...]:
    """Run the queries on one file of the warehouse."""
    return tuple(
        Proven(file, query.claim, query.sql, query.expected, _number(warehouse, query.sql))
        for query in queries
    )


def _table_queries(
    schema: str, columns: list[str], rules: TableRules, *, own: Keys, kept: Keys
) -> Iterator[ProofQuery]:
    place = f"{schema}.{rules.table}"
    everyone = [key for keys in own.values() for key in keys]
    for scope, keys, emptied in (
        ("own", own.get(rules.table, ()), rules.own_columns),
        ("retained", kept.get(rules.table, ()), rules.personal_columns),
    ):
        left = _filled(emptied, columns)
        if keys and left and rules.key in columns and rules.key is not None:
            yield ProofQuery(
                f"{place}: nothing is left in the {scope} rows' {len(left)} columns",
                f"select count(*) from {_place(schema, rules.table)} "
                f"where {_is_one(rules.key, keys)} and ({' or '.join(left)})",
                0,
            )
    pointers = [name for name in rules.pointers if name in columns]
    if pointers and schema == "landing" and everyone:
        yield ProofQuery(
            f"{place}: no cell names the person",
            f"select count(*) from {_place(schema, rules.table)} "
            f"where {' or '.join(_is_one(name, everyone) for name in pointers)}",
            0,
        )


def _token_queries(warehouse: ArrowReadable, tokens: Iterable[str]) -> Iterator[ProofQuery]:
    hashes = ", ".join(f"'{hashed(token)}'" for token in sorted(tokens))
    if not hashes:
        return
    texts: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in warehouse.read(_TEXTS).to_pylist():
        texts[row["table_schema"], row["table_name"]].append(row["column_name"])
    tables = list(texts)
    for first in range(0, len(tables), _AT_ONCE):
        chosen = tables[first : first + _AT_ONCE]
        parts = "\nunion all\n".join(_cells(place, texts[place]) for place in chosen)
        names = f"{'.'.join(chosen[0])} to {'.'.join(chosen[-1])}"
        yield ProofQuery(
            f"{names}: no cell holds a token that was the person's alone",
            f"with cells as (\n{parts}\n)\n"
            f"select count(*) from cells where sha256(cell) in ({hashes})",
            0,
        )


def _cells(place: tuple[str, str], columns: list[str]) -> str:
    names = ", ".join(map(_name, columns))
    return (
        f"select cell from (select unnest([{names}]) as cell from {_place(*place)}) "
        "where cell like '%:%'"
    )


def _filled(emptied: Iterable[str], columns: list[str]) -> list[str]:
    return [f"{_name(name)} is not null" for name in emptied if name in columns]


def _is_one(column: str, keys: Iterable[str]) -> str:
    hashes = ", ".join(f"'{hashed(key)}'" for key in sorted(keys))
    return f"sha256(lower(cast({_name(column)} as varchar))) in ({hashes})"


def _number(warehouse: ArrowReadable, sql: str) -> int:
    return int(warehouse.read(sql).column(0)[0].as_py() or 0)


def _place(schema: str, table: str) -> str:
    return f"{_name(schema)}.{_name(table)}"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
