"""The course of one delivery to a target that speaks SQL: made, brought over, settled."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from suitehouse.targets._receipts import RECEIPTS, unfinished
from suitehouse.targets._refusals import not_ours, too_few
from suitehouse.targets._shape import alterations
from suitehouse.targets._texts import fitting_rows
from suitehouse.targets.protocol import Cost, Receipt, Relation, Shipment

if TYPE_CHECKING:
    from suitehouse.targets._sql_target import SqlTarget


@dataclass(slots=True)
class _Work:
    """A shipment on its way: its stage, if it has one, and what was brought over."""

    shipment: Shipment
    stage: str = ""
    rows: int = 0
    bytes: int = 0

    @property
    def relation(self) -> Relation:
        """What it is for."""
        return self.shipment.relation


class SqlDelivery:
    """Shipments that go into one target together, in one transaction."""

    def __init__(self, target: SqlTarget[Any], shipments: Sequence[Shipment]) -> None:
        self._target = target
        self._sql = target.dialect
        self._work = [_Work(shipment) for shipment in shipments]
        self._held: dict[str, Receipt] = {}  # of relations that are there

    def bring(self) -> tuple[Cost, ...]:
        """Have all of it done; return what each shipment took."""
        target = self._target
        try:
            if not target.makes_in_transaction:
                self._make_all()
            if not target.fills_in_transaction:
                self._fill_all()
            with target.transaction():
                if target.makes_in_transaction:
                    self._make_all()
                if target.fills_in_transaction:
                    self._fill_all()
                for work in self._work:
                    self._settle(work)
                target.note(*(work.shipment.receipt for work in self._work))
            self._clear_replaced()
        finally:
            if not target.fills_in_transaction:
                self._clear_stages()
        statements, scanned = (
            total // len(self._work) for total in (target.statements, target.scanned_bytes)
        )
        return tuple(Cost(work.rows, statements, work.bytes + scanned) for work in self._work)

    def _make_all(self) -> None:
        """Make the relations that are missing and alter those of another shape."""
        target = self._target
        relations = [work.relation for work in self._work]
        target.make_schemas({relation.schema for relation in (*relations, RECEIPTS)})
        target.make_receipts()
        receipts, there = target.noted(), target.tables(relations)
        for work in self._work:
            receipt = receipts.get(work.relation.qualified)
            if target.place(work.relation) not in there:
                self._make(work.shipment)
            elif receipt is not None:
                self._held[receipt.relation] = receipt
                self._reshape(work.relation, receipt.shape)
            elif not self._is_blank(work.relation):
                raise not_ours(target.label, work.relation)

    def _make(self, shipment: Shipment) -> None:
        if not self._target.makes_in_transaction:
            with self._target.transaction():
                self._target.note(unfinished(shipment.receipt))
        self._target.run(self._sql.create_table(shipment.relation))

    def _reshape(self, relation: Relation, shape: str) -> None:
        changes = alterations(shape, relation.columns)
        if changes:
            # A view reads the columns it names: a new one is in nobody's way.
            before = self._sql.before_alter(relation) if changes.dropped else ()
            self._target.run(*before, *self._sql.alter(relation, changes))

    def _is_blank(self, relation: Relation) -> bool:
        """Whether a table has our columns and no rows, as other tools make them beforehand."""
        if self._target.rows(self._sql.any_row(relation)):
            return False
        found = self._target.read(self._sql.no_row(relation)).column_names
        return sorted(found) == sorted(self._sql.stored(c.name) for c in relation.columns)

    def _fill_all(self) -> None:
        """Bring all rows over before any relation is touched, so that readers wait little."""
        for number, work in enumerate(self._work):
            name = self._sql.relation(work.relation)
            if self._is_staged(work.shipment):
                name = work.stage = self._sql.stage(work.shipment, number)
                self._target.run(*self._sql.replace_stage(work.relation, name))
            self._target.statements += 1
            work.rows, work.bytes = self._target.fill(name, fitting_rows(work.shipment, self._sql))

    def _is_staged(self, shipment: Shipment) -> bool:
        """Whether rows may not go straight to their relation: it holds some, which readers see."""
        if shipment.mode == "merge" or not self._target.fills_in_transaction:
            return True
        return bool(self._target.rows(self._sql.any_row(shipment.relation)))

    def _clear_stages(self) -> None:
        """Remove stages; one that stays expires, or is gone with its connection."""
        if self._target.is_connected:
            for work in self._work:
                if work.stage:
                    with suppress(Exception):  # the first fault is the one to tell
                        self._target.run(self._sql.drop_stage(work.stage))

    def _clear_replaced(self) -> None:
        """Have what was replaced cleared away; it is committed, so a fault is none of it."""
        for work in self._work:
            if work.stage and work.shipment.mode == "replace":
                with suppress(Exception):
                    self._target.run(*self._sql.after_replacing(work.relation))

    def _settle(self, work: _Work) -> None:
        """Bring staged rows into their relation, and make sure that it holds what is due."""
        held, due = work.rows, work.shipment.receipt.rows
        if work.stage:
            if work.shipment.mode == "merge":
                held = self._merge(work)
            else:
                self._target.run(
                    self._sql.empty(work.relation), self._sql.insert(work.relation, work.stage)
                )
            if self._target.fills_in_transaction:
                self._target.run(self._sql.drop_stage(work.stage))
        if held != due:
            raise too_few(self._target.label, work.relation.qualified, held, due)

    def _merge(self, work: _Work) -> int:
        """Merge a stage, and return how many rows the relation then has."""
        relation = work.relation
        self._target.run(*self._sql.before_merge(relation))
        changed = self._target.run(*self._sql.merge(relation, work.stage))
        if not self._target.answers_in_transaction:
            due = work.shipment.receipt.rows
            self._target.run(self._sql.expect_rows(relation, due))
            return due
        held = self._held.get(relation.qualified)
        if held is None or self._sql.has_merge or min(changed) < 0:
            return int(self._target.rows(self._sql.count(relation))[0][0])
        deleted, inserted = changed
        return held.rows - deleted + inserted
