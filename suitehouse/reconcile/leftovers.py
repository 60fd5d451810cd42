"""Naming what no pass has paired: used-twice numbers, mistyped numbers, and rows without a partner.

Only whole evidence counts. A mistyped number needs the same amount and a number one slip away, and
nothing else that fits on either side; an equal amount alone never joins two rows.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus
from suitehouse.ledger.money import Money
from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.outcome import Book, BreakKind, MatchGroup, alone
from suitehouse.reconcile.pairing import Cluster, group_by_key
from suitehouse.reconcile.period import Period
from suitehouse.reconcile.references import is_one_slip, normalise_reference
from suitehouse.reconcile.scope import exclude_other_period
from suitehouse.reconcile.verdict import CRM_NAME

_ONE_OF_EACH = 2


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Names the undecided items of one reconciliation, step by step.

    Attributes:
        crm: All items of the CRM, decided or not: numbers already used and invoices deleted matter.
        other: The items of the other side that are paired with invoices.
        system: The other side's name in sentences.
    """

    book: Book
    definition: Definition
    period: Period
    prefix: str
    system: str
    crm: Sequence[LedgerItem]
    other: Sequence[LedgerItem]

    def name_all(self) -> None:
        """Give each undecided item its outcome."""
        self._name_shared_numbers()
        self._name_repeated_numbers()
        self._name_mistyped_numbers()
        for item in self.book.undecided(self.crm):
            self._name_invoice(item)
        for item in self.book.undecided(self.other):
            self._name_other(item)

    def _keys(self, item: LedgerItem) -> list[str]:
        found = {normalise_reference(stated, self.prefix) for stated in item.stated}
        return sorted(found - {""})

    def _in_period(self, items: Iterable[LedgerItem]) -> bool:
        return any(self.period.contains(item.on) for item in items)

    def _undecided_by_number(self) -> Iterator[Cluster]:
        items = self.book.undecided([*self.crm, *self.other])
        groups = group_by_key(items, self._keys)
        yield from (groups[key] for key in sorted(groups, key=str))

    def _name_shared_numbers(self) -> None:
        """Rows of both sides under one number that nothing tells apart are one break."""
        for cluster in self._undecided_by_number():
            crm = tuple(self.book.undecided(cluster.crm))
            other = tuple(self.book.undecided(cluster.other))
            is_ambiguous = crm and other and len(crm) + len(other) > _ONE_OF_EACH
            if is_ambiguous and self._in_period(crm + other):
                text = (
                    f"{crm[0].label} stands {_times(crm)} in {CRM_NAME} and {_times(other)} in"
                    f" {self.system}, and amount and date do not tell which belong together."
                )
                self.book.report_break(BreakKind.DUPLICATE, MatchGroup(crm, other), text)

    def _name_repeated_numbers(self) -> None:
        """A row whose number is already taken by a decided pair is a repeat of it."""
        rest = self.book.undecided([*self.crm, *self.other])
        wanted = {key for item in rest for key in self._keys(item)}
        everything = [item for item in (*self.crm, *self.other) if self.book.group_of(item)]
        paired = group_by_key(everything, lambda item: wanted.intersection(self._keys(item)))
        for item in rest:
            groups = [paired[key] for key in self._keys(item) if key in paired]
            taken = [owner for group in groups for owner in (*group.crm, *group.other)]
            same_side = [owner for owner in taken if owner.side is item.side]
            if same_side and self._in_period([item]):
                place = CRM_NAME if item in self.crm else self.system
                text = (
                    f"{item.label} stands again in {place}, at {item.compared} on {item.on};"
                    " its number is already matched to another row."
                )
                group_id = min(self.book.group_of(owner) for owner in same_side)
                self.book.report_break(BreakKind.DUPLICATE, alone(item), text, match_group=group_id)

    def _name_mistyped_numbers(self) -> None:
        """A unique pair of leftovers with one amount and numbers one slip apart."""
        open_crm = [item for item in self.book.undecided(self.crm) if self._expects_partner(item)]
        items = [*open_crm, *self.book.undecided(self.other)]
        groups = group_by_key(items, self._evidence)
        for pair in [pair for group in groups.values() for pair in self._slips(group)]:
            crm, other = pair.items
            if self._in_period(pair.items):
                text = (
                    f"{crm.label} of {crm.compared} is in {self.system} as {other.label}:"
                    " the number looks mistyped."
                )
                self.book.report_break(BreakKind.WRONG_REFERENCE, pair, text)

    def _evidence(self, item: LedgerItem) -> list[Hashable]:
        if not item.compared.amount or not self._keys(item):
            return []
        day = item.on if self.definition.cut_off == "calendar_month" else None
        return [(item.compared, day)]

    def _slips(self, group: Cluster) -> Iterator[MatchGroup]:
        near = [
            (crm, other)
            for crm in group.crm
            for other in group.other
            if any(
                is_one_slip(left, right) for left in self._keys(crm) for right in self._keys(other)
            )
        ]
        for crm, other in near:
            is_unique = sum(1 for pair in near if crm in pair or other in pair) == 1
            if is_unique:
                yield MatchGroup((crm,), (other,))

    def _expects_partner(self, item: LedgerItem) -> bool:
        return item.status in self.definition.expects_partner and bool(item.money.amount)

    def _name_invoice(self, item: LedgerItem) -> None:
        if not self.period.contains(item.on):
            exclude_other_period(self.book, item)
        elif item.status is PaymentStatus.VOID:
            self.book.exclude(item, "cancelled", f"Cancelled in {CRM_NAME}; no partner is due.")
        elif not self._expects_partner(item):
            text = f"No row in {self.system} is due for an invoice of this status and amount."
            self.book.exclude(item, "no_partner_due", text)
        else:
            text = f"{item.label} of {item.compared}, dated {item.on}, is not in {self.system}."
            self.book.report_break(self.definition.missing_in_other, alone(item), text)

    def _name_other(self, item: LedgerItem) -> None:
        if not self.period.contains(item.on):
            exclude_other_period(self.book, item)
        elif item.status is PaymentStatus.VOID:
            text = f"Voided in {self.system}, and {CRM_NAME} has no invoice of this number."
            self.book.exclude(item, "void", text)
        elif item.kind is ItemKind.CREDIT_NOTE and item.open_amount:
            open_credit = Money(abs(item.open_amount), item.money.currency)
            text = f"Credit {item.label} has {open_credit} not yet applied to an invoice."
            self.book.report_break(BreakKind.CREDIT_UNAPPLIED, alone(item), text)
        else:
            self.book.report_break(BreakKind.MISSING_IN_CRM, alone(item), self._absence(item))

    def _absence(self, item: LedgerItem) -> str:
        what = f"{item.label} of {item.compared}, dated {item.on}, is in {self.system}"
        keys = self._keys(item)
        if not keys:
            return f"{what} without an invoice number, so it cannot be traced to {CRM_NAME}."
        namesakes = [crm for crm in self.crm if set(self._keys(crm)) & set(keys)]
        if namesakes and namesakes[0].set_aside:
            return f"{what}; the invoice of that number was deleted in {CRM_NAME}."
        if namesakes:
            return f"{what}; {CRM_NAME}'s invoice of that number is dated {namesakes[0].on}."
        return f"{what}; {CRM_NAME} has no invoice of that number."


def _times(items: Sequence[LedgerItem]) -> str:
    return "once" if len(items) == 1 else f"{len(items)} times"
