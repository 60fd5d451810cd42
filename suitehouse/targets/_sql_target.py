"""The course of a delivery to any target that speaks SQL and has transactions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

import pyarrow as pa

from suitehouse.targets._dialect import Dialect
from suitehouse.targets._refusals import not_ours, too_few
from suitehouse.targets._shape import alterations
from suitehouse.targets.protocol import (
    VIEWS_SCHEMA,
    Cost,
    Receipt,
    Relation,
    Shipment,
    Totals,
    View,
)

# Stands in the receipt of a relation that is being made where making it is no part of a
# transaction: a crash leaves a table that is ours and empty.
_UNFINISHED: Final = ""


@dataclass(slots=True)
class _Work:
    """A shipment on its way: its stage, if it has one, and what was brought over."""

    shipment: Shipment
    held: Receipt | None
    stage: str = ""
    rows: int = 0
    bytes: int = 0


class SqlTarget(ABC):
    """A `Target` put together from a dialect and a connection's few verbs.

    `makes_in_transaction` says that tables can be made and altered within a transaction,
    `fills_in_transaction` that the bulk path is part of one: where it is not, all rows are staged.
    `answers_in_transaction` is off where a transaction is sent as one script, at its end.
    """

    dialect: ClassVar[Dialect]
    makes_in_transaction: ClassVar[bool] = True
    fills_in_transaction: ClassVar[bool] = True
    answers_in_transaction: ClassVar[bool] = True
    costs_to_ask: bool = False
    label: str

    def __init__(self) -> None:
        self._statements = 0
        self.scanned_bytes = 0  # by the statements of a delivery, where the target tells
        # Schemas, and receipts, that were seen or made by this connection.
        self._known: set[str] = set()

    @abstractmethod
    def execute(self, sql: str) -> int:
        """Run a statement and return how many rows it changed, -1 where the target does not say."""

    @abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return a small query's rows."""

    @abstractmethod
    def fill(self, name: str, rows: pa.RecordBatchReader, *, is_stage: bool) -> tuple[int, int]:
        """Put rows into an empty table by the target's own bulk path; return rows and bytes.

        `name` is quoted and qualified; a stage is a temporary table.
        """

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Commit at the end of the block, or roll back."""

    @abstractmethod
    def faults(self, work: str) -> AbstractContextManager[None]:
        """Turn the driver's errors into ours; `work` says what was being done."""

    @abstractmethod
    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""

    @abstractmethod
    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows; nothing else is asked of the target meanwhile."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the connection."""

    def receipts(self) -> Mapping[str, Receipt]:
        """Return what the target holds; see `Target.receipts`."""
        with self.faults("reading what was delivered"):
            if not self._has(self.dialect.receipts):
                return {}
            noted = self._noted()
            there = self._tables([Relation(r.schema, r.table, ()) for r in noted.values()])
            return {name: each for name, each in noted.items() if self._is_there(each, there)}

    def _noted(self) -> dict[str, Receipt]:
        found = (_receipt(row) for row in self.rows(self.dialect.read_receipts()))
        return {receipt.relation: receipt for receipt in found}

    def _is_there(self, receipt: Receipt, there: Collection[tuple[str, str]]) -> bool:
        """Whether nobody dropped what a receipt is of; that of views counts them."""
        if receipt.schema == VIEWS_SCHEMA:
            schema = self.dialect.schema_name(VIEWS_SCHEMA)
            return sum(place[0] == schema for place in there) >= receipt.rows
        return self._place(Relation(receipt.schema, receipt.table, ())) in there

    def deliver(self, shipments: Sequence[Shipment]) -> tuple[Cost, ...]:
        """Take shipments in one transaction; see `Target.deliver`."""
        self._statements = self.scanned_bytes = 0
        for shipment in shipments:
            self.dialect.check_names(shipment.relation)
        names = ", ".join(shipment.relation.qualified for shipment in shipments)
        with self.faults(f"delivering {names}"), self._forgetting():
            if not self.makes_in_transaction:
                self._make(shipments)
            work = self._bring(shipments)
        shared, scanned = (n // len(work) for n in (self._statements, self.scanned_bytes))
        return tuple(Cost(each.rows, shared, each.bytes + scanned) for each in work)

    def _bring(self, shipments: Sequence[Shipment]) -> list[_Work]:
        work = [_Work(each, None) for each in shipments]
        try:
            if not self.fills_in_transaction:
                self._fill_all(work)
            with self.transaction():
                if self.makes_in_transaction:
                    self._make(shipments)
                if self.fills_in_transaction:
                    self._fill_all(work)
                for each in work:
                    self._settle(each)
                self._note([shipment.receipt for shipment in shipments])
        finally:
            if not self.fills_in_transaction:
                self._clear_stages(work)
        return work

    def show(self, views: Sequence[View], receipt: Receipt) -> None:
        """Make views anew; see `Target.show`."""
        with self.faults("making views"):
            made = 0 if self.makes_in_transaction else self._show(views)
            with self.transaction():
                if self.makes_in_transaction:
                    made = self._show(views)
                self._note([replace(receipt, rows=made)])

    def _show(self, views: Sequence[View]) -> int:
        """Make the views of relations that are there; return how many."""
        made = 0
        for schema in sorted({view.schema for view in views}):
            self._make_schema(schema)
        for view in views:
            if all(self._has(relation) for relation in self.dialect.viewed(view)):
                for statement in self.dialect.replace_view(view):
                    self.run(statement)
                made += 1
        return made

    def totals(self, relation: Relation) -> Totals:
        """Return a relation's totals; see `Target.totals`."""
        with self.faults(f"adding up {relation.qualified}"):
            if not self._has(relation):
                return Totals(0, 0, 0)
            rows, removed, digests = self.rows(self.dialect.totals(relation))[0]
            return Totals(int(rows), int(removed), int(digests))

    def keys_and_digests(self, relation: Relation) -> Iterator[pa.RecordBatch]:
        """Yield keys and digests; see `Target.keys_and_digests`."""
        with self.faults(f"reading digests of {relation.qualified}"):
            if self._has(relation):
                yield from self.batches(self.dialect.keys_and_digests(relation))

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        """What was made is not there after a failure, where making is part of a transaction."""
        try:
            yield
        except BaseException:
            self._known.clear()
            raise

    def run(self, sql: str) -> int:
        """Run a statement and count it."""
        self._statements += 1
        return self.execute(sql)

    def _make(self, shipments: Sequence[Shipment]) -> None:
        """Make the relations that are missing and alter those of another shape."""
        relations = [shipment.relation for shipment in shipments]
        for schema in sorted({relation.schema for relation in (*relations, self.dialect.receipts)}):
            self._make_schema(schema)
        if not self._has(self.dialect.receipts):
            self.run(self.dialect.create_table(self.dialect.receipts))
            self._known.add(self.dialect.receipts.qualified)
        held = self._noted()
        there = self._tables(relations)
        for shipment in shipments:
            receipt = held.get(shipment.relation.qualified)
            is_there = self._place(shipment.relation) in there
            if is_there and receipt is None and not self._is_blank(shipment.relation):
                raise not_ours(self.label, shipment.relation)
            if not is_there:
                self._create(shipment)
            elif receipt is not None:
                self._alter(shipment.relation, receipt)

    def _is_blank(self, relation: Relation) -> bool:
        """Whether a table has our columns and no rows, as other tools make them beforehand."""
        if self.rows(self.dialect.any_row(relation)):
            return False
        found = self.read(self.dialect.no_row(relation)).column_names
        return sorted(found) == sorted(self.dialect.stored(c.name) for c in relation.columns)

    def _create(self, shipment: Shipment) -> None:
        if not self.makes_in_transaction:
            with self.transaction():
                self._note([_unfinished(shipment.receipt)])
        self.run(self.dialect.create_table(shipment.relation))

    def _alter(self, relation: Relation, receipt: Receipt) -> None:
        changes = alterations(receipt.shape, relation.columns)
        if changes:
            # A view reads the columns it names: a new one is in nobody's way.
            before = self.dialect.before_alter(relation) if changes.dropped else ()
            for statement in (*before, *self.dialect.alter(relation, changes)):
                self.run(statement)

    def _make_schema(self, schema: str) -> None:
        """Make it only where it is missing: who may not make schemas may still use this one."""
        if schema in self._known:
            return
        if not self._has_schema(schema):
            self.run(self.dialect.create_schema(schema))
        self._known.add(schema)

    def _fill_all(self, work: Sequence[_Work]) -> None:
        """Bring all rows over before any relation is touched, so that readers wait little."""
        held = self._noted()
        for number, each in enumerate(work):
            relation = each.shipment.relation
            each.held = held.get(relation.qualified)
            name = self.dialect.relation(relation)
            if self._is_staged(each.shipment):
                name = each.stage = self.dialect.stage(each.shipment, number)
                for statement in self.dialect.replace_stage(relation, name):
                    self.run(statement)
            self._statements += 1
            rows = each.shipment.rows()
            each.rows, each.bytes = self.fill(name, rows, is_stage=bool(each.stage))

    def _is_staged(self, shipment: Shipment) -> bool:
        """Whether rows may not go straight to their relation: it holds some, which readers see."""
        if shipment.mode == "merge" or not self.fills_in_transaction:
            return True
        return bool(self.rows(self.dialect.any_row(shipment.relation)))

    def _clear_stages(self, work: Sequence[_Work]) -> None:
        """Remove stages; one that stays expires, and no fault of it counts."""
        for each in work:
            if each.stage:
                with suppress(Exception):
                    self.run(self.dialect.drop_stage(each.stage))

    def _settle(self, work: _Work) -> None:
        """Bring staged rows into their relation, and make sure that it holds what is due."""
        shipment, relation = work.shipment, work.shipment.relation
        held = work.rows
        if work.stage:
            if shipment.mode == "merge":
                held = self._merge(work)
            else:
                self.run(self.dialect.empty(relation))
                self.run(self.dialect.insert(relation, work.stage))
            if self.fills_in_transaction:
                self.run(self.dialect.drop_stage(work.stage))
        if held != shipment.receipt.rows:
            raise too_few(self.label, relation.qualified, held, shipment.receipt.rows)

    def _merge(self, work: _Work) -> int:
        """Merge a stage, and return how many rows the relation then has."""
        relation = work.shipment.relation
        for statement in self.dialect.before_merge(relation):
            self.run(statement)
        changed = [self.run(statement) for statement in self.dialect.merge(relation, work.stage)]
        if not self.answers_in_transaction:
            due = work.shipment.receipt.rows
            self.run(self.dialect.expect_rows(relation, due))
            return due
        if work.held is None or not self.dialect.tells_merged or min(changed) < 0:
            return int(self.rows(self.dialect.count(relation))[0][0])
        deleted, inserted = changed
        return work.held.rows - deleted + inserted

    def _note(self, receipts: Sequence[Receipt]) -> None:
        for statement in self.dialect.note_receipts(receipts):
            self.run(statement)

    def _has_schema(self, schema: str) -> bool:
        return bool(self.rows(self.dialect.find_schema(schema)))

    def _has(self, relation: Relation) -> bool:
        return self._place(relation) in self._tables([relation])

    def _tables(self, relations: Sequence[Relation]) -> set[tuple[str, str]]:
        return {(row[0], row[1]) for row in self.rows(self.dialect.tables_of(relations))}

    def _place(self, relation: Relation) -> tuple[str, str]:
        return self.dialect.schema_name(relation.schema), self.dialect.stored(relation.name)


@contextmanager
def plain_transaction(target: SqlTarget) -> Iterator[None]:
    """A transaction by statements, for drivers that leave them to us.

    A broken connection has rolled back by itself; the first fault is the one to tell.
    """
    target.execute("begin")
    try:
        yield
        target.execute("commit")
    except BaseException:
        with suppress(Exception):
            target.execute("rollback")
        raise


def _unfinished(receipt: Receipt) -> Receipt:
    values = {f.name: getattr(receipt, f.name) for f in fields(Receipt)}
    return Receipt(**{**values, "version": _UNFINISHED, "rows": 0})


def _receipt(row: Sequence[Any]) -> Receipt:
    values = dict(zip((f.name for f in fields(Receipt)), row, strict=True))
    moment: datetime = values["delivered_at"]
    aware = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return Receipt(**{**values, "rows": int(values["rows"]), "delivered_at": aware})
