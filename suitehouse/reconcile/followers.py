"""Rows that belong to a charge rather than to an invoice: refunds, disputes and their reversals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from suitehouse.ledger.item import ItemKind, LedgerItem
from suitehouse.ledger.money import Money
from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.outcome import Book, BreakKind, alone
from suitehouse.reconcile.period import Period
from suitehouse.reconcile.scope import exclude_other_period
from suitehouse.reconcile.verdict import CRM_NAME

_KINDS = {
    ItemKind.DISPUTE: BreakKind.DISPUTE,
    ItemKind.DISPUTE_REVERSAL: BreakKind.DISPUTE_REVERSED,
}
_WORDS = {
    ItemKind.REFUND: "A refund of",
    ItemKind.DISPUTE: "A dispute took",
    ItemKind.DISPUTE_REVERSAL: "A dispute decided for us gave back",
}


@dataclass(frozen=True, slots=True)
class Followers:
    """Names the items of one reconciliation that follow a charge."""

    book: Book
    definition: Definition
    period: Period
    system: str
    items: Sequence[LedgerItem]

    def name_all(self) -> None:
        """Give each undecided following item its outcome, tied to its charge where that is here."""
        charges = self._charges()
        refunded = self._refunded()
        for item in self.book.undecided(self._following()):
            if not self.period.contains(item.on):
                exclude_other_period(self.book, item)
                continue
            charge = charges.get(item.link) if item.link else None
            kind = _KINDS.get(item.kind) or _refund_kind(charge, refunded)
            group_id = self.book.group_of(charge) if charge else ""
            text = self._sentence(item, charge)
            self.book.report_break(kind, alone(item), text, match_group=group_id)

    def _following(self) -> list[LedgerItem]:
        return [item for item in self.items if item.kind in self.definition.other.follows]

    def _charges(self) -> Mapping[str, LedgerItem]:
        """Charges by their id; a repeated delivery of one is not the one that was matched."""
        charges = [item for item in self.items if item.kind is ItemKind.CHARGE and item.link]
        charges.sort(key=lambda item: item.content_key)
        outcomes = self.book.outcomes
        repeat = BreakKind.OVERLAP_DUPLICATE
        return {item.link: item for item in charges if outcomes[item].break_kind is not repeat}

    def _refunded(self) -> Mapping[str, Decimal]:
        """Money given back by charge; rows excluded as repeats do not count twice."""
        totals: dict[str, Decimal] = defaultdict(Decimal)
        for item in self.book.undecided(self.items):
            if item.kind is ItemKind.REFUND:
                totals[item.link] -= item.money.amount
        return totals

    def _sentence(self, item: LedgerItem, charge: LedgerItem | None) -> str:
        amount = Money(abs(item.money.amount), item.money.currency)
        what = f"{_WORDS[item.kind]} {amount} in {self.system} on {item.on}"
        if charge is None:
            return f"{what}; the charge it belongs to is not in these files."
        if self.book.group_of(charge):
            return f"{what}, on the charge for {charge.label}; {CRM_NAME} does not show it."
        return f"{what}, on a charge of {charge.money} that is matched to no invoice."


def _refund_kind(charge: LedgerItem | None, refunded: Mapping[str, Decimal]) -> BreakKind:
    if charge is not None and refunded[charge.link] < charge.money.amount:
        return BreakKind.PARTIAL_REFUND
    return BreakKind.REFUND
