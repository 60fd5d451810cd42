"""Brings a writer's relations to one target: what changed, each table and its history at once.

A table that cannot be brought leaves the others alone; all faults are raised at the end.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import Final

from tenacity import Retrying

from suitehouse.delivery.plan import Supplier, Way, way_of
from suitehouse.delivery.relations import LANDED, LEDGER, Copy, Held, Writer
from suitehouse.delivery.report import TargetReport
from suitehouse.errors import (
    ConfigurationError,
    KeyMaterialError,
    TargetUnreachableError,
    WarehouseError,
)
from suitehouse.operations.clock import Clock
from suitehouse.operations.progress import Progress, retry_line
from suitehouse.operations.retry import Sleep, retrying
from suitehouse.targets.protocol import (
    VIEWS_SCHEMA,
    Receipt,
    Relation,
    Shipment,
    Target,
    View,
)
from suitehouse.warehouses._deliveries import Delivery

OpenTarget = Callable[[], Target]
_ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class Order:
    """What a delivery needs of the world; `anew` sends everything whole."""

    run_id: str
    clock: Clock
    progress: Progress
    anew: bool = False
    sleep: Sleep = time.sleep


class TargetCourse:
    """One target's deliveries in one run."""

    def __init__(
        self, label: str, open_target: OpenTarget, writer: Writer, supplier: Supplier, order: Order
    ) -> None:
        self._label = label
        self.open = open_target
        self._writer = writer
        self._supplier = supplier
        self._order = order
        self._report = TargetReport(label)
        self._rows: Copy = writer
        self._has_answered = False  # in the last attempt, when asked what it holds

    def bring(
        self, held: Sequence[Held], *, rows: Copy | None = None, views: Sequence[View] = ()
    ) -> TargetReport:
        """Bring what is not there yet; one that costs to ask is not asked where it has all of it.

        Rows are the writer's, or those of the copy `rows`. Views are made where they are other
        than the target has them.

        Raises:
            TargetUnreachableError: It did not answer, after a few tries.
            KeyMaterialError: What it holds was masked with a key that the writer never had.
            WarehouseError: It cannot be opened or read; a fault of one table is in the report.
        """
        due = held if self._order.anew else self._not_remembered(held)
        # The ledger of a pass that changed nothing else wakes nobody: it goes with the next rows.
        if all(each.relation.schema in LEDGER for each in due):
            with closing(self.open()) as target:
                if target.costs_to_ask:
                    self._report.unchanged = len(held)
                    return self._report
        self._report.was_asked = True
        self._rows = rows or self._writer
        retrier = retrying(
            _ATTEMPTS,
            sleep=self._order.sleep,
            on_retry=lambda error, seconds: self._order.progress.say(retry_line(error, seconds)),
            transient=TargetUnreachableError,
        )
        ordered = sorted(held, key=_together)
        self._bring_all(retrier, [list(group) for _, group in groupby(ordered, key=_together)])
        if views:
            retrier(self._show, views)
        return self._report

    def bring_anew(self, held: Sequence[Held]) -> TargetReport:
        """Bring relations whole, whatever is there; see `bring`."""
        self._order = replace(self._order, anew=True)
        return self.bring(held)

    def _show(self, views: Sequence[View]) -> None:
        """Make the views, unless the target has them as they are now."""
        with closing(self.open()) as target:
            receipts = target.receipts()
            receipt = self._receipt(_views_as_one(views, receipts))
            known = receipts.get(receipt.relation)
            if self._order.anew or known is None or known.version != receipt.version:
                target.show(views, receipt)

    def _not_remembered(self, held: Sequence[Held]) -> Sequence[Held]:
        """What there is to bring, by what the writer noted."""
        last = self._writer.last_deliveries()
        return [
            each
            for each in held
            if (noted := last.get((self._label, each.relation.qualified))) is None
            or (noted.version, noted.held_rows, noted.shape, noted.key_id)
            != (each.version, each.rows, each.shape, self._supplier.key_id)
        ]

    def _bring_all(self, retrier: Retrying, waiting: list[list[Held]]) -> None:
        """Bring relations; one that the target stays too busy for leaves the others alone.

        Where the next one fails likewise, it is the target that is away.
        """
        may_pass_over = True
        while waiting:
            count = len(waiting)
            try:
                retrier(self._attempt, waiting)
            except TargetUnreachableError as error:
                may_pass_over = may_pass_over or len(waiting) < count
                if not (self._has_answered and may_pass_over and len(waiting) > 1):
                    raise
                name = waiting.pop(0)[-1].relation.qualified
                self._report.failures[name] = error
                self._order.progress.finish(name, "failed")
                may_pass_over = False

    def _attempt(self, waiting: list[list[Held]]) -> None:
        """Bring relations; those that are done are taken off the list, for another try."""
        count = len(waiting)
        self._has_answered = False
        with closing(self.open()) as target:
            receipts = target.receipts()
            self._has_answered = True
            _check_keys(target.label, receipts, self._supplier, self._writer)
            while waiting:
                try:
                    self._bring(target, waiting[0], receipts)
                except TargetUnreachableError as error:
                    error.has_progressed = len(waiting) < count
                    raise
                del waiting[0]

    def _bring(
        self, target: Target, together: Sequence[Held], receipts: Mapping[str, Receipt]
    ) -> None:
        name = together[-1].relation.qualified
        self._order.progress.start(name)
        ways = [(held, way) for held in together if (way := self._way(held, receipts)) is not None]
        self._report.unchanged += len(together) - len(ways)
        note = ""
        try:
            if ways:
                self._ship(target, ways)
        except TargetUnreachableError:
            raise
        except (WarehouseError, ConfigurationError) as error:
            self._report.failures[name] = error
            note = "failed"
        self._order.progress.finish(name, note)

    def _way(self, held: Held, receipts: Mapping[str, Receipt]) -> Way | None:
        receipt = receipts.get(held.relation.qualified)
        return way_of(held, receipt, self._supplier, anew=self._order.anew)

    def _ship(self, target: Target, ways: Sequence[tuple[Held, Way]]) -> None:
        began = time.monotonic()
        costs = target.deliver([self._shipment(held, way) for held, way in ways])
        seconds = (time.monotonic() - began) / len(ways)
        notes = [
            Delivery(
                target=self._label,
                relation=held.relation.qualified,
                mode=way.mode,
                reason=way.reason,
                version=held.version,
                shape=held.shape,
                key_id=self._supplier.key_id,
                run_id=self._order.run_id,
                held_rows=held.rows,
                sent_rows=cost.rows,
                statements=cost.statements,
                bytes=cost.bytes,
                seconds=seconds,
                delivered_at=self._order.clock(),
            )
            for (held, way), cost in zip(ways, costs, strict=True)
        ]
        self._writer.note_deliveries(notes)
        self._report.deliveries.extend(notes)

    def _shipment(self, held: Held, way: Way) -> Shipment:
        receipt = self._receipt(held)
        return Shipment(held.relation, way.mode, partial(self._rows.stream, way.query), receipt)

    def _receipt(self, held: Held) -> Receipt:
        return Receipt(
            schema=held.relation.schema,
            table=held.relation.name,
            version=held.version,
            shape=held.shape,
            key_id=self._supplier.key_id,
            supplier=self._supplier.name,
            rows=held.rows,
            delivered_at=self._order.clock(),
        )


def _views_as_one(views: Sequence[View], receipts: Mapping[str, Receipt]) -> Held:
    """All views as one thing that a receipt can be of; those of missing tables are not made."""
    read = sorted(name for name, receipt in receipts.items() if receipt.schema in LANDED)
    text = "\n".join([*(view.sql for view in views), *read])
    version = hashlib.sha256(text.encode()).hexdigest()
    return Held(Relation(views[0].schema, "(views)", ()), version, len(views))


def _together(held: Held) -> tuple[bool, str]:
    """A table and its history go in one transaction, as do all models and, last, the ledger."""
    schema, name = held.relation.schema, held.relation.name
    return (False, name) if schema in LANDED else (True, schema)


def _check_keys(
    label: str, receipts: Mapping[str, Receipt], supplier: Supplier, writer: Writer
) -> None:
    """Make sure that tokens of two keys do not come to lie in one warehouse."""
    known = {supplier.key_id, *(rotation.key_id for rotation in writer.key_rotations())}
    for receipt in receipts.values():
        # Views hold no rows: theirs is of the key that there was when they were made.
        holds_rows = receipt.version and receipt.schema != VIEWS_SCHEMA
        if holds_rows and receipt.key_id not in known:
            raise KeyMaterialError(
                f"{label} holds rows that were masked with key {receipt.key_id}, and this "
                f"warehouse has key {supplier.key_id}; deliver to another database, or remove the "
                "schemas landing, history, marts and ops there."
            )
