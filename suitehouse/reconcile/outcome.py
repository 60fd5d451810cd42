"""What became of each item: matched, a break with its identity, or excluded with a reason.

The book refuses to decide an item twice, so each input row ends up in exactly one place.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from suitehouse.errors import ShortfallError
from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.ledger.money import Money

_ID_LENGTH = 16


class Status(StrEnum):
    """Where an item ends up."""

    MATCHED = "matched"
    BREAK = "break"
    EXCLUDED = "excluded"


class BreakKind(StrEnum):
    """The cause of a break; kinds are added, never renamed."""

    MISSING_IN_CRM = "missing_in_crm"
    MISSING_IN_ERP = "missing_in_erp"
    MISSING_IN_PROCESSOR = "missing_in_processor"
    MISSING_IN_BANK = "missing_in_bank"
    AMOUNT_MISMATCH = "amount_mismatch"
    ROUNDING = "rounding"
    TAX_MISMATCH = "tax_mismatch"
    FX_DIFFERENCE = "fx_difference"
    CURRENCY_MISMATCH = "currency_mismatch"
    DUPLICATE = "duplicate"
    OVERLAP_DUPLICATE = "overlap_duplicate"
    PARTIAL_PAYMENT = "partial_payment"
    OVERPAYMENT = "overpayment"
    UNAPPLIED_PAYMENT = "unapplied_payment"
    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    DISPUTE = "dispute"
    DISPUTE_REVERSED = "dispute_reversed"
    FEE_MISMATCH = "fee_mismatch"
    TIMING = "timing"
    STATUS_MISMATCH = "status_mismatch"
    CREDIT_UNAPPLIED = "credit_unapplied"
    WRONG_REFERENCE = "wrong_reference"
    CUSTOMER_MISMATCH = "customer_mismatch"
    SIGN_REVERSED = "sign_reversed"
    CONTROL_TOTAL_MISMATCH = "control_total_mismatch"


@dataclass(frozen=True, slots=True)
class MatchGroup:
    """Items of both sides that a pass has paired."""

    crm: tuple[LedgerItem, ...]
    other: tuple[LedgerItem, ...]

    @property
    def items(self) -> tuple[LedgerItem, ...]:
        """The items of both sides, the CRM's first."""
        return self.crm + self.other


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item."""

    item: LedgerItem
    status: Status
    explanation: str
    reason: str = ""
    pass_name: str = ""
    match_group: str = ""
    break_kind: BreakKind | None = None
    break_id: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A difference that somebody has to look at, with its items of both sides.

    Attributes:
        effect: How much more the other side shows than the CRM; absent where currencies differ.
    """

    break_id: str
    kind: BreakKind
    group: MatchGroup
    explanation: str
    pass_name: str
    match_group: str

    @property
    def effect(self) -> Money | None:
        """How much more the other side shows than the CRM; absent where currencies differ."""
        currencies = {item.compared.currency for item in self.group.items}
        if len(currencies) > 1:
            return None
        nothing = self.group.items[0].compared - self.group.items[0].compared
        shown = sum((item.compared for item in self.group.other), nothing)
        return shown - sum((item.compared for item in self.group.crm), nothing)


@dataclass(slots=True)
class Book:
    """The outcomes of one reconciliation as they are decided."""

    reconciliation: str
    outcomes: dict[LedgerItem, Outcome] = field(default_factory=dict)
    breaks: list[Break] = field(default_factory=list)
    _same_break: Counter[str] = field(default_factory=Counter)

    def undecided(self, items: Iterable[LedgerItem]) -> list[LedgerItem]:
        """Return the items without an outcome, in an order that files do not influence."""
        rest = [item for item in items if item not in self.outcomes]
        return sorted(rest, key=lambda item: item.content_key)

    def exclude(
        self, item: LedgerItem, reason: str, explanation: str, kind: BreakKind | None = None
    ) -> None:
        """Take an item out of the comparison, with the reason in a word and in a sentence."""
        self._decide(Outcome(item, Status.EXCLUDED, explanation, reason=reason, break_kind=kind))

    def match(self, group: MatchGroup, pass_name: str, explanation: str) -> None:
        """Record that the items of a group agree."""
        group_id = self.group_id(group)
        for item in group.items:
            outcome = Outcome(
                item, Status.MATCHED, explanation, pass_name=pass_name, match_group=group_id
            )
            self._decide(outcome)

    def report_break(
        self,
        kind: BreakKind,
        group: MatchGroup,
        explanation: str,
        *,
        pass_name: str = "",
        match_group: str = "",
    ) -> None:
        """Record a break over all items of a group."""
        break_id = self._break_id(kind, group)
        self.breaks.append(Break(break_id, kind, group, explanation, pass_name, match_group))
        for item in group.items:
            outcome = Outcome(
                item,
                Status.BREAK,
                explanation,
                pass_name=pass_name,
                match_group=match_group,
                break_kind=kind,
                break_id=break_id,
            )
            self._decide(outcome)

    def group_id(self, group: MatchGroup) -> str:
        """Return the group's identity, the same in every run that pairs the same rows."""
        return "m" + _digest([self.reconciliation, *_names(group.items)])

    def group_of(self, item: LedgerItem) -> str:
        """Return the id of the group an item was paired in; empty if it was not."""
        outcome = self.outcomes.get(item)
        return outcome.match_group if outcome else ""

    def _break_id(self, kind: BreakKind, group: MatchGroup) -> str:
        """Amounts and lines play no part, so a break keeps its id while its figures move."""
        base = _digest([self.reconciliation, kind.value, *_names(group.items)])
        self._same_break[base] += 1
        seen = self._same_break[base]
        return "b" + (base if seen == 1 else _digest([base, str(seen)]))

    def _decide(self, outcome: Outcome) -> None:
        if outcome.item in self.outcomes:
            place = f"{outcome.item.source_file}, row {outcome.item.source_row}"
            message = f"{place} was decided twice in {self.reconciliation}; please report this."
            raise ShortfallError(message)
        self.outcomes[outcome.item] = outcome


def alone(item: LedgerItem) -> MatchGroup:
    """Return a group of one item."""
    is_crm = item.side is Side.CRM
    return MatchGroup((item,), ()) if is_crm else MatchGroup((), (item,))


def _names(items: Sequence[LedgerItem]) -> list[str]:
    return sorted(f"{item.side}:{item.kind}:{item.source_id}" for item in items)


def _digest(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_ID_LENGTH]
