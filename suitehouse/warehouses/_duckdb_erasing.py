"""Finds and empties what one DuckDB file holds of a person, in landing, history and all made of it.

`find` makes temporary tables only. `empty` works on what `find` has marked, inside the caller's
transaction, and is the same done twice as once.
"""

# ruff: noqa: S608 - names are quoted by `quote`

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import duckdb
import polars as pl

from suitehouse.privacy.erasure_rules import TableRules
from suitehouse.warehouses import _duckdb_erasure_sql as erasure_sql
from suitehouse.warehouses._duckdb_erasure_sql import Cells, Person, Relation
from suitehouse.warehouses._duckdb_histories import Histories
from suitehouse.warehouses._duckdb_history import hasher
from suitehouse.warehouses._duckdb_history_sql import HistorySql
from suitehouse.warehouses._duckdb_incoming import incoming
from suitehouse.warehouses._erasure_store import ErasureOrder, Findings, Keys, Piece

_Connection = duckdb.DuckDBPyConnection
_ROWS: Final = "_erase_rows"
# Where rows are as the CRM has them; what lies elsewhere was made of them, but for our own notes.
_RULED: Final = ("landing", "history")
_OURS: Final = "ops"
_TOKEN: Final = re.compile(r"[a-z_]+:[0-9a-f]{8}:[0-9a-f]{32}(@.+)?")


class Eraser:
    """One person in one file; `find`, then `empty`."""

    def __init__(self, connection: _Connection, order: ErasureOrder) -> None:
        self._connection = connection
        self._order = order
        self._person = Person(order.own)
        self._kept_tables = set(order.kept)
        self._relations = tuple(_relations(connection))
        self._cells: list[Cells] = []

    def find(self) -> Findings:
        """Mark what is to be emptied, and return what that is."""
        self._start()
        ruled = self._ruled()
        for relation, rules in ruled:
            cells = erasure_sql.rule_cells(relation, rules, self._person)
            if cells.emptied:
                self._connection.execute(
                    erasure_sql.mark_rows(relation, rules, self._person, self._kept_tables)
                )
                if self._is_marked(relation):
                    self._cells.append(cells)
                    self._keep(relation, rules)
        held = {value for cells in self._cells for value in self._personal(cells)}
        self._fill(erasure_sql.VALUES, {"value": sorted(held), "is_gone": [False] * len(held)})
        shared = self._shared(ruled) if held else set()
        tokens = frozenset(value for value in held if _TOKEN.fullmatch(value))
        self._note_gone(tokens - shared)
        self._find_derived()
        pieces = tuple(piece for cells in self._cells for piece in self._pieces(cells))
        return Findings(pieces, tokens - shared, tokens & shared, self._kept())

    def empty(self) -> None:
        """Empty what was found, in landing and history and in what was made of them."""
        for cells in self._cells:
            if cells.relation.schema == "history":
                self._connection.execute(erasure_sql.drop_versions(cells.relation))
            self._connection.execute(cells.empty())
        for cells in self._cells:
            if cells.relation.schema == "history":
                self._hash_again(cells.relation)

    def _start(self) -> None:
        for statement in (*erasure_sql.MAKE_KEYS, erasure_sql.MAKE_MARKS, erasure_sql.MAKE_VALUES):
            self._connection.execute(statement)
        self._fill(erasure_sql.OWN, _key_columns(self._order.own))
        self._fill(erasure_sql.KEPT, _key_columns(self._order.kept))

    def _ruled(self) -> list[tuple[Relation, TableRules]]:
        """Tables with rules; what is part of another table's rows comes after that table."""
        rules = self._order.rules
        found = [
            (relation, rules[relation.table])
            for relation in self._relations
            if relation.schema in _RULED and relation.table in rules
        ]
        return sorted(found, key=lambda each: len(each[1].owners) > 1)

    def _keep(self, relation: Relation, rules: TableRules) -> None:
        """Remember which records stay: their audit rows and custom fields are theirs."""
        if rules.key in relation.types and rules.personal_columns and rules.key is not None:
            keys = self._column(erasure_sql.kept_keys(relation, rules.key))
            self._kept_tables.update([rules.table] if keys else [])
            self._fill(erasure_sql.KEPT, _key_columns({rules.table: tuple(keys)}))

    def _kept(self) -> Keys:
        rows = self._connection.execute(
            f"select distinct table_name, row_key from {erasure_sql.KEPT} order by all"
        ).fetchall()
        kept: dict[str, list[str]] = defaultdict(list)
        for table, key in rows:
            kept[table].append(key)
        return {table: tuple(keys) for table, keys in kept.items()}

    def _shared(self, ruled: Iterable[tuple[Relation, TableRules]]) -> set[str]:
        """Those of the person's values that cells of others hold too."""
        emptied = {cells.relation.name: cells.emptied for cells in self._cells}
        shared: set[str] = set()
        for relation, rules in ruled:
            if any(name in relation.texts for name in rules.texts):
                here = emptied.get(relation.name, {})
                shared.update(self._column(erasure_sql.shared_values(relation, rules.texts, here)))
        return shared

    def _personal(self, cells: Cells) -> list[str]:
        """What the cells that tell of a person hold; keys and states tell nothing by themselves."""
        rules = self._order.rules[cells.relation.table]
        names = dict.fromkeys((*rules.personal_columns, *rules.texts))
        return self._column(cells.values(names))

    def _note_gone(self, tokens: Iterable[str]) -> None:
        gone = sorted(tokens)
        self._fill(erasure_sql.VALUES, {"value": gone, "is_gone": [True] * len(gone)})

    def _find_derived(self) -> None:
        for statement in erasure_sql.LIST_VALUES:
            self._connection.execute(statement)
        for relation in self._relations:
            if relation.schema in {*_RULED, _OURS} or not relation.texts:
                continue
            self._connection.execute(erasure_sql.mark_derived(relation, self._person))
            if self._is_marked(relation):
                self._cells.append(erasure_sql.derived_cells(relation, self._person))

    def _pieces(self, cells: Cells) -> Iterator[Piece]:
        names = list(cells.emptied)
        schema, table = cells.relation.schema, cells.relation.table
        for scope, rows, *counts in self._connection.execute(cells.count()).fetchall():
            filled = tuple(name for name, count in zip(names, counts, strict=True) if count)
            yield Piece(schema, table, scope, rows, filled)

    def _hash_again(self, relation: Relation) -> None:
        """Let the versions that last have the state of the rows as they are now."""
        self._connection.execute(erasure_sql.forget_states(relation))
        table = self._order.tables[relation.table]
        if Histories(self._connection).hashed_by(table.name) == hasher(table):
            self._connection.execute(HistorySql(table).hash_again(where="h._state is null"))

    def _is_marked(self, relation: Relation) -> bool:
        return bool(self._connection.execute(f"select 1 from {relation.marked} limit 1").fetchall())

    def _column(self, query: str) -> list[str]:
        return [value for (value,) in self._connection.execute(query).fetchall()]

    def _fill(self, table: str, columns: Mapping[str, list[str] | list[bool]]) -> None:
        frame = pl.DataFrame(
            columns, schema_overrides=dict.fromkeys(_TEXTS & set(columns), pl.String)
        )
        if frame.height:
            with incoming(self._connection, _ROWS, frame):
                self._connection.execute(f"insert into {table} by name from {_ROWS}")


_TEXTS: Final = {"table_name", "row_key", "value"}


def _key_columns(keys: Keys) -> dict[str, list[str] | list[bool]]:
    rows = [(table, key) for table, found in keys.items() for key in found]
    return {"table_name": [table for table, _ in rows], "row_key": [key for _, key in rows]}


def _relations(connection: _Connection) -> Iterator[Relation]:
    types: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for schema, table, column, kind in connection.execute(erasure_sql.TABLES).fetchall():
        types[schema, table][column] = kind
    for (schema, table), columns in types.items():
        yield Relation(schema, table, columns)
