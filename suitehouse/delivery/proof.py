"""Proves that a target holds what the writer holds, row by row where their totals differ."""

# ruff: noqa: S608 - names are quoted

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import duckdb
import pyarrow as pa

from suitehouse.delivery.relations import WRITER_SQL, Held, Writer
from suitehouse.targets.protocol import Relation, Target, Totals
from suitehouse.verify import TableVerdict
from suitehouse.warehouses._duckdb_sql import quote

_HERE: Final = "here"
_THERE: Final = "there"


@dataclass(frozen=True, slots=True)
class Proof:
    """How a relation of a target compares with the writer's, live rows alone.

    `missing` keys are the writer's only, `extra` the target's only, `different` keys have another
    digest. `tombstones` is how many more the target has.
    """

    table: str
    target_rows: int
    missing: int = 0
    extra: int = 0
    different: int = 0
    tombstones: int = 0

    @property
    def is_equal(self) -> bool:
        """Whether both hold the same rows."""
        return not (self.missing or self.extra or self.different or self.tombstones)


def prove(writer: Writer, target: Target, held: Iterable[Held]) -> tuple[Proof, ...]:
    """Compare landing tables; totals alone where they agree.

    Raises:
        WarehouseError: One of them cannot be read.
    """
    return tuple(_proof(writer, target, each.relation) for each in held)


def with_proof(verdict: TableVerdict, proof: Proof, label: str) -> TableVerdict:
    """Return a table's verdict for a target that compares so with the writer.

    Where the target is another than the writer its numbers are told, on top of the writer's own.
    """
    if proof.is_equal:
        return verdict
    return replace(
        verdict,
        warehouse_rows=proof.target_rows,
        missing=verdict.missing + proof.missing,
        extra=verdict.extra + proof.extra,
        different=verdict.different + proof.different + abs(proof.tombstones),
        target=label,
    )


def _writer_totals(writer: Writer, relation: Relation) -> Totals:
    (row,) = writer.read(WRITER_SQL.totals(relation)).to_pylist()
    return Totals(*map(int, row.values()))


def _proof(writer: Writer, target: Target, relation: Relation) -> Proof:
    here, there = _writer_totals(writer, relation), target.totals(relation)
    rows = there.rows - there.removed
    if here == there:
        return Proof(relation.name, rows)
    found = _differences(writer, target, relation)
    return Proof(relation.name, rows, *found, there.removed - here.removed)


def _differences(writer: Writer, target: Target, relation: Relation) -> tuple[int, int, int]:
    """Count rows that are missing, extra or different, by key and digest; both as text."""
    key = ", ".join(quote(name) for name in relation.key)
    names = (*relation.key, "_digest")
    with duckdb.connect() as work:
        _keep(work, _HERE, writer.stream(WRITER_SQL.keys_and_digests(relation)), names)
        _keep(work, _THERE, target.keys_and_digests(relation), names)
        work.execute(f"create table missing as from {_HERE} except all from {_THERE}")
        work.execute(f"create table extra as from {_THERE} except all from {_HERE}")
        missing, extra, both = (
            work.execute(f"select count(*) from {each}").fetchall()[0][0]
            for each in ("missing", "extra", f"missing semi join extra using ({key or '_digest'})")
        )
    return missing - both, extra - both, both


def _keep(
    work: duckdb.DuckDBPyConnection,
    name: str,
    batches: Iterable[pa.RecordBatch],
    columns: Sequence[str],
) -> None:
    """Put batches into a table of their own; none of a target that lacks the relation."""
    work.execute(f"create table {name} ({', '.join(f'{quote(each)} varchar' for each in columns)})")
    for batch in batches:
        work.register("_batch", pa.Table.from_batches([batch]).rename_columns(list(columns)))
        work.execute(f"insert into {name} select * from _batch")
        work.unregister("_batch")
