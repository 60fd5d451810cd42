"""What the writer holds that is delivered, and in which state each relation is.

The state of landing and history is the loads that changed them, as `ops.table_loads` tells; that of
everything else is a checksum of its rows.
"""

# ruff: noqa: S608 - names are those of the writer's own catalogue, quoted

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import pyarrow as pa

from suitehouse.contracts.model import TableContract
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
_LOADS: Final = """
    select l.table_name, l.run_id, l.mode = 'full' or e.erasure_id is not null as rewrites,
        l.rows_changed + l.rows_removed > 0 as changes
    from ops.table_loads as l left join ops.erasures as e on e.erasure_id = l.run_id
    where l.absent is not true
    order by l.rowid"""


class Writer(ArrowReadable, Supplying, Keyed, Protocol):
    """The writer, as deliveries need it."""


class Copy(ArrowReadable, Protocol):
    """The published copy, of which models are read."""

    def stream(self, sql: str) -> pa.RecordBatchReader:
        """Stream a query's rows."""


@dataclass(frozen=True, slots=True)
class LoadMark:
    """A load that changed a table; one that rewrote it tells no rows apart."""

    run_id: str
    rewrites: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A relation as the writer holds it."""

    relation: Relation
    version: str
    rows: int
    loads: tuple[LoadMark, ...] = ()

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
    loads = _loads(writer) if set(schemas) & set(LANDED) else {}
    found = []
    for (schema, name), columns in _columns(writer, schemas).items():
        if schema in LEDGER and name not in _OPS:
            continue
        if schema in LANDED and tables and name not in tables:
            continue
        contract = contracts.get(name) if schema in LANDED else None
        key = contract.key if contract is not None else ()
        relation = Relation(schema, name, columns, tuple(key))
        if schema not in LANDED:
            found.append(Held(relation, *_checksum(writer, relation)))
        elif name in loads:
            marks = loads[name]
            found.append(Held(relation, version_of(marks), _count(writer, relation), marks))
    return tuple(found)


def held_views(copy: ArrowReadable) -> tuple[View, ...]:
    """Return the views that analysts have over landing."""
    query = "select view_name, sql from duckdb_views() where schema_name = ? order by view_name"
    rows = copy.read(query, [VIEWS_SCHEMA]).to_pylist()
    return tuple(View(VIEWS_SCHEMA, row["view_name"], row["sql"]) for row in rows)


def version_of(loads: Sequence[LoadMark]) -> str:
    """Return the name of the state after loads that changed rows; of none, too."""
    return f"{len(loads)} {loads[-1].run_id}" if loads else "0"


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


def _loads(writer: ArrowReadable) -> Mapping[str, tuple[LoadMark, ...]]:
    found: dict[str, list[LoadMark]] = defaultdict(list)
    for row in writer.read(_LOADS).to_pylist():
        marks = found[row["table_name"]]
        if row["changes"]:
            marks.append(LoadMark(row["run_id"], row["rewrites"]))
    return {table: tuple(marks) for table, marks in found.items()}


def _count(writer: ArrowReadable, relation: Relation) -> int:
    return int(writer.read(WRITER_SQL.count(relation)).column(0)[0].as_py())


def _checksum(writer: ArrowReadable, relation: Relation) -> tuple[str, int]:
    row = writer.read(
        f"select cast(coalesce(sum(hash(t)), 0) as varchar) as checksum, count(*) as n "
        f"from {WRITER_SQL.relation(relation)} as t"
    ).to_pylist()[0]
    return f"{row['n']} {row['checksum']}", int(row["n"])
