"""Proves that a target holds what the writer holds: every value of landing and history.

The writer adds up a hash of each of its rows. The target's rows come over and are added up alike,
a batch in memory at a time; only where the sums differ are rows compared by key.
"""

# ruff: noqa: S608 - names are quoted

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import duckdb
import pyarrow as pa

from suitehouse.delivery.relations import WRITER_SQL, Held, Writer, select_columns
from suitehouse.errors import SuitehouseError, TargetUnreachableError, WarehouseError
from suitehouse.operations.progress import Progress
from suitehouse.targets.protocol import Column, Relation, Target, Totals
from suitehouse.verify import TableVerdict
from suitehouse.warehouses._duckdb_sql import quote

_HERE: Final = "here"
_THERE: Final = "there"
# Some warehouses hold its symbol in its place, which is no difference.
_NUL: Final = "replace({}, chr(0), chr(9216))"


@dataclass(frozen=True, slots=True)
class Proof:
    """How a relation of a target compares with the writer's, tombstones included.

    `missing` rows have keys that are the writer's only, `extra` the target's only, `different` rows
    have other values. `live_rows` are the target's. `problem` is why they could not be compared.
    """

    table: str
    live_rows: int = 0
    missing: int = 0
    extra: int = 0
    different: int = 0
    problem: SuitehouseError | None = field(default=None, compare=False)

    @property
    def is_equal(self) -> bool:
        """Whether both hold the same rows."""
        return not (self.missing or self.extra or self.different or self.problem)


def prove(
    writer: Writer, target: Target, held: Sequence[Held], progress: Progress
) -> tuple[Proof, ...]:
    """Compare landing and history; a table's history counts as part of it.

    Raises:
        WarehouseError: The target cannot be read; a fault of one table is in its proof.
    """
    by_table: dict[str, Proof] = {}
    shapes = {name: receipt.shape for name, receipt in target.receipts().items()}
    progress.begin(len(held))
    for each in held:
        relation = each.relation
        progress.start(relation.qualified)
        has_shape = shapes.get(relation.qualified, each.shape) == each.shape
        found = _tried(writer, target, relation, has_shape=has_shape)
        known = by_table.get(relation.name)
        by_table[relation.name] = found if known is None else _together(known, found, relation)
        progress.finish(relation.qualified, "" if found.is_equal else "different")
    return tuple(by_table.values())


def with_proof(verdict: TableVerdict, proof: Proof, label: str) -> TableVerdict:
    """Return a table's verdict for a target that compares so with the writer.

    Where the target is another than the writer its numbers are told, on top of the writer's own.
    """
    if proof.is_equal:
        return verdict
    return replace(
        verdict,
        warehouse_rows=proof.live_rows,
        missing=verdict.missing + proof.missing,
        extra=verdict.extra + proof.extra,
        different=verdict.different + proof.different,
        problem=verdict.problem or proof.problem,
        target=label,
    )


def _together(one: Proof, other: Proof, relation: Relation) -> Proof:
    """A table's proof and its history's; each version that is amiss is a difference."""
    landing, history = (one, other) if relation.schema == "history" else (other, one)
    amiss = history.missing + history.extra + history.different
    return replace(
        landing,
        different=landing.different + amiss,
        problem=landing.problem or history.problem,
    )


def _tried(writer: Writer, target: Target, relation: Relation, *, has_shape: bool) -> Proof:
    try:
        return _proof(writer, target, relation, has_shape=has_shape)
    except TargetUnreachableError:
        raise
    except WarehouseError as error:
        return Proof(relation.name, problem=error)


def _proof(writer: Writer, target: Target, relation: Relation, *, has_shape: bool) -> Proof:
    here, there = _writer_totals(writer, relation), target.totals(relation)
    live = there.rows - there.removed
    if not has_shape:  # what it lacks was not delivered yet
        missing, extra = max(here.rows - there.rows, 0), max(there.rows - here.rows, 0)
        return Proof(relation.name, live, missing, extra, min(here.rows, there.rows))
    if here == there and _writer_sum(writer, relation) == _target_sum(target, relation):
        return Proof(relation.name, live)
    return Proof(relation.name, live, *_differences(writer, target, relation))


def _writer_totals(writer: Writer, relation: Relation) -> Totals:
    found = writer.read(WRITER_SQL.totals(relation))
    return Totals(*(int(column[0].as_py()) for column in found.columns))


def _writer_sum(writer: Writer, relation: Relation) -> int:
    rows = f"select {select_columns(relation)} from {WRITER_SQL.relation(relation)}"
    return _sum_of(writer.read(_summed(rows)))


def _target_sum(target: Target, relation: Relation) -> int:
    summed = _summed(f"select {select_columns(relation)} from _batch")
    with duckdb.connect() as work:
        return sum(
            _sum_of(work.execute(summed).to_arrow_table())
            for _ in _batches(work, target.contents(relation), relation)
        )


def _summed(rows: str) -> str:
    return f"select coalesce(sum(hash(r)), 0) as total from ({rows}) as r"


def _sum_of(found: pa.Table) -> int:
    return int(found.column(0)[0].as_py())


def _differences(writer: Writer, target: Target, relation: Relation) -> tuple[int, int, int]:
    """Count rows that are missing, extra or different, by key and a hash of what they say."""
    here = writer.stream(f"select {select_columns(relation)} from {WRITER_SQL.relation(relation)}")
    with duckdb.connect() as work:
        _keep(work, _HERE, here, relation)
        _keep(work, _THERE, target.contents(relation), relation)
        work.execute(f"create table missing as from {_HERE} except all from {_THERE}")
        work.execute(f"create table extra as from {_THERE} except all from {_HERE}")
        key = WRITER_SQL.names(relation.key or ("_hash",))
        missing, extra, both = (
            work.execute(f"select count(*) from {each}").fetchall()[0][0]
            for each in ("missing", "extra", f"missing semi join extra using ({key})")
        )
    return max(missing - both, 0), max(extra - both, 0), both


def _keep(
    work: duckdb.DuckDBPyConnection, name: str, rows: Iterable[pa.RecordBatch], relation: Relation
) -> None:
    """Put keys, and a hash of the whole row, into a table."""
    keys = [column for column in relation.columns if column.name in relation.key]
    made = [*keys, Column("_hash", "UBIGINT")]
    told = ", ".join(map(_comparable, relation.columns))
    names = WRITER_SQL.names(column.name for column in keys)
    work.execute(f"create table {name} ({WRITER_SQL.column_list(made)})")
    for _ in _batches(work, rows, relation):
        work.execute(
            f"insert into {name} select {f'{names}, ' if names else ''}hash(r) "
            f"from (select {told} from _batch) as r"
        )


def _comparable(column: Column) -> str:
    name = quote(column.name)
    value = f"cast({name} as {column.type})"
    return f"{_NUL.format(value) if column.type == 'VARCHAR' else value} as {name}"


def _batches(
    work: duckdb.DuckDBPyConnection, batches: Iterable[pa.RecordBatch], relation: Relation
) -> Iterator[None]:
    """Have each batch in turn as `_batch`, with the relation's names of columns."""
    names = [column.name for column in relation.columns]
    for batch in batches:
        work.register("_batch", pa.Table.from_batches([batch]).rename_columns(names))
        yield
        work.unregister("_batch")
