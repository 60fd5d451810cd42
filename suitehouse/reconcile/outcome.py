"""What became of each item: matched, a break with its identity, or excluded with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from suitehouse.ledger.item import ItemKind, Side
from suitehouse.ledger.money import Money
from suitehouse.reconcile.evidence import Evidence, Origin


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
    MISSING_IN_COMMERCE = "missing_in_commerce"
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
    WRONG_LEDGER = "wrong_ledger"
    CUSTOMER_MISMATCH = "customer_mismatch"
    SIGN_REVERSED = "sign_reversed"
    CONTROL_TOTAL_MISMATCH = "control_total_mismatch"


class SuggestionReason(StrEnum):
    """Why rows could be the partner that a break wants, the strongest reason first."""

    TIE = "tie"
    AMBIGUOUS_SUM = "ambiguous_sum"
    PART_OF_SUM = "part_of_sum"
    POSSIBLE_SUM = "possible_sum"
    PART_OF_REFERENCE = "part_of_reference"
    NO_REFERENCE = "no_reference"
    SAME_AMOUNT = "same_amount"


class Confidence(StrEnum):
    """How sure a break's causes are: figures state them, or they fit too well to be chance."""

    CERTAIN = "certain"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class Cause:
    """A part of a break's effect and what it comes from."""

    kind: BreakKind
    money: Money


@dataclass(frozen=True, slots=True)
class Row:
    """One input row and what became of it.

    Attributes:
        label: How outputs name the row.
        money: What the row moves in the books it comes from.
        reason: Why the row is excluded, in a word; empty where it is not.
        match_group: The identity of the group it was paired in, or belongs to.
    """

    item: int
    side: Side
    kind: ItemKind
    source_file: str
    line: int
    source_id: str
    label: str
    row_hash: str
    money: Money
    status: Status
    reason: str
    pass_name: str
    match_group: str
    break_kind: BreakKind | None
    break_id: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Member:
    """A row that a break is made of; `half` is 0 on the left side and 1 on the right."""

    half: int
    source_file: str
    line: int
    source_id: str
    has_own_id: bool
    label: str
    on: date
    compared: Money


@dataclass(frozen=True, slots=True)
class Break:
    """A difference that somebody has to look at, with its rows, the left side's first.

    Attributes:
        explanation: What happened, in a sentence, and in others where it comes from if that is not
            the business.
        evidence: What shows that; absent for breaks in the business.
        confidence: How sure the causes are.
        parts: What the effect is made of; empty where it is of one cause.
    """

    break_id: str
    kind: BreakKind
    members: tuple[Member, ...]
    explanation: str
    pass_name: str
    match_group: str
    origin: Origin = Origin.BUSINESS
    evidence: Evidence | None = None
    confidence: Confidence = Confidence.CERTAIN
    parts: tuple[Cause, ...] = ()

    @property
    def left(self) -> tuple[Member, ...]:
        """The left side's rows."""
        return tuple(member for member in self.members if member.half == 0)

    @property
    def right(self) -> tuple[Member, ...]:
        """The right side's rows."""
        return tuple(member for member in self.members if member.half == 1)

    @property
    def effect(self) -> Money | None:
        """How much more the right side shows than the left.

        Absent where currencies differ, unless the causes say it in one.
        """
        if len({member.compared.currency for member in self.members}) > 1:
            return _sum([cause.money for cause in self.parts])
        shown = [member.compared for member in self.right]
        return _sum([*shown, *(-member.compared for member in self.left)])

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What the effect is made of, to the cent; nothing where there is none."""
        if self.parts or not self.effect or not self.effect.amount:
            return self.parts
        return (Cause(self.kind, self.effect),)


def _sum(amounts: Sequence[Money]) -> Money | None:
    if not amounts:
        return None
    total, *others = amounts
    for each in others:
        total += each
    return total


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What could be the partner of a break's row; a person decides, and it counts for nothing.

    Attributes:
        alternatives: At most ten, the likeliest first: each is a row of the other side, or several
            that add up.
        count: How many alternatives there are in all.
    """

    suggestion_id: str
    break_id: str
    reason: SuggestionReason
    alternatives: tuple[tuple[Member, ...], ...]
    count: int
