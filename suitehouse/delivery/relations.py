"""What the writer holds that is delivered, and in which state each relation is.

The state of landing and history is the loads that changed them; that of everything else is a
checksum of its rows.
"""

# ruff: noqa: S608 - names are those of the writer's own catalogue, quoted

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol

import pyarrow as pa

from suitehouse.contracts.model import TableContract
from suitehouse.delivery.states import (
    LOADS,
    LoadsSince,
    loads_since,
    runs_since,
    state_of_loads,
    states_of_tables,
)
from suitehouse.targets._shape import shape_text
from suitehouse.targets.duckdb import DuckDbDialect
from suitehouse.targets.protocol import VIEWS_SCHEMA, Column, Relation, View
from suitehouse.warehouses._deliveries import Supplying
from suitehouse.warehouses._duckdb_sql import quote
from suitehouse.warehouses.protocol import ArrowReadable, Keyed

LANDED: Final = ("landing", "history")
LEDGER: Final = ("ops",)
MODELLED: Final = ("marts", "recon")
# What a user is promised of `ops`; the rest is the writer's own memory.
_OPS: Final = (
    "erasures",
    "quarantine",
    "runs",
    "schema_changes",
    "sweeps",
    "table_loads",
    "watermarks",
)
# What is asked of the writer is asked as of any target.
WRITER_SQL: Final = DuckDbDialect()
# A version's hash, of use to the writer alone.
_INTERNAL: Final = {"_state"}
# Sums have this type in DuckDB, which Arrow knows as a decimal only.
_WIDE: Final = {"HUGEINT": "DECIMAL(38,0)"}
_COLUMNS: Final = """
    select schema_name, table_name, column_name, data_type
    from duckdb_columns() join duckdb_tables() using (database_name, schema_name, table_name)
    where database_name = current_database() and schema_name in ({schemas})
    order by schema_name, table_name, column_index"""


class Writer(ArrowReadable, Supplying, Keyed, Protocol):
    """The writer, as deliveries need it."""


class Copy(ArrowReadable, Protocol):
    """The published copy, of which models are read."""

    def stream(self, sql: str) -> pa.RecordBatchReader:
        """Stream a query's rows."""


@dataclass(frozen=True, slots=True)
class Held:
    """A relation as the writer holds it; without `loads_since` no rows of it are told apart."""

    relation: Relation
    version: str
    rows: int
    loads_since: LoadsSince | None = None

    @property
    def shape(self) -> str:
        """Its columns, as receipts tell them."""
        return shape_text(self.relation.columns)


def held_relations(
    writer: ArrowReadable,
    contracts: Mapping[str, TableContract],
    schemas: Sequence[str],
    tables: Collection[str] = (),
) -> tuple[Held, ...]:
    """Return what the writer holds in these schemas; of landing and history `tables` alone."""
    states = states_of_tables(writer) if set(schemas) & set(LANDED) else {}
    found = []
    for (schema, name), columns in _columns(writer, schemas).items():
        if schema in LEDGER and name not in _OPS:
            continue
        if schema in LANDED and tables and name not in tables:
            continue
        if (schema, name) == ("ops", LOADS):
            found.append(_held_loads(writer, Relation(schema, name, columns, ("run_id",))))
        elif schema not in LANDED:
            relation = Relation(schema, name, columns)
            found.append(Held(relation, *_checksum(writer, relation)))
        elif name in states:
            key = contracts[name].key if name in contracts else ()
            relation = Relation(schema, name, columns, tuple(key))
            since = partial(loads_since, writer, name)
            found.append(Held(relation, states[name], _count(writer, relation), since))
    return tuple(found)


def _held_loads(writer: ArrowReadable, relation: Relation) -> Held:
    since = partial(runs_since, writer)
    return Held(relation, state_of_loads(writer), _count(writer, relation), since)


def held_views(copy: ArrowReadable) -> tuple[View, ...]:
    """Return the views that analysts have over landing."""
    query = "select view_name, sql from duckdb_views() where schema_name = ? order by view_name"
    rows = copy.read(query, [VIEWS_SCHEMA]).to_pylist()
    return tuple(View(VIEWS_SCHEMA, row["view_name"], row["sql"]) for row in rows)


def select_columns(relation: Relation) -> str:
    """Return the list of a relation's columns, as they are sent."""
    return ", ".join(
        f"cast({quote(column.name)} as {column.type}) as {quote(column.name)}"
        for column in relation.columns
    )


def _columns(
    writer: ArrowReadable, schemas: Sequence[str]
) -> Mapping[tuple[str, str], tuple[Column, ...]]:
    query = _COLUMNS.format(schemas=", ".join(f"'{schema}'" for schema in schemas))
    found: dict[tuple[str, str], list[Column]] = defaultdict(list)
    for row in writer.read(query).to_pylist():
        if row["column_name"] not in _INTERNAL:
            kind = _WIDE.get(row["data_type"], row["data_type"])
            column = Column(row["column_name"], kind)
            found[row["schema_name"], row["table_name"]].append(column)
    return {name: tuple(columns) for name, columns in found.items()}


def _count(writer: ArrowReadable, relation: Relation) -> int:
    return int(writer.read(WRITER_SQL.count(relation)).column(0)[0].as_py())


def _checksum(writer: ArrowReadable, relation: Relation) -> tuple[str, int]:
    row = writer.read(
        f"select cast(coalesce(sum(hash(t)), 0) as varchar) as checksum, count(*) as n "
        f"from {WRITER_SQL.relation(relation)} as t"
    ).to_pylist()[0]
    return f"{row['n']} {row['checksum']}", int(row["n"])
