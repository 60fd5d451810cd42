"""Judging a pair: whether rows that belong together agree, and if not, what the difference is.

Each check returns a break kind and a sentence, or nothing. The first that speaks decides, so checks
stand from the difference that explains most to the one that explains least.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from suitehouse.ledger.item import LedgerItem, PaymentStatus
from suitehouse.ledger.money import Money
from suitehouse.reconcile.definition import Definition
from suitehouse.reconcile.outcome import BreakKind

CRM_NAME = "SuiteCRM"
_UNSETTLED = frozenset({PaymentStatus.OPEN, PaymentStatus.PARTIAL})


@dataclass(frozen=True, slots=True)
class Pair:
    """An invoice of the CRM, its partner, and the system the partner is in."""

    crm: LedgerItem
    other: LedgerItem
    system: str
    definition: Definition

    @property
    def difference(self) -> Decimal:
        """How much more the other side shows; meaningful within one currency only."""
        return self.other.compared.amount - self.crm.compared.amount


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a pair, in a word and in a sentence."""

    kind: BreakKind
    explanation: str


def judge(pair: Pair) -> Verdict | None:
    """Return what is wrong with a pair, or nothing if it agrees."""
    return next((verdict for check in _CHECKS if (verdict := check(pair))), None)


def agreement(pair: Pair) -> str:
    """Return the sentence for a pair that agrees."""
    return f"{pair.crm.label} is {pair.crm.compared} in {CRM_NAME} and in {pair.system}."


def is_void_in_both(pair: Pair) -> bool:
    """Whether both sides agree that the document does not count."""
    return pair.crm.status is pair.other.status is PaymentStatus.VOID


def _void(pair: Pair) -> Verdict | None:
    if pair.crm.status is PaymentStatus.VOID:
        text = f"is cancelled in {CRM_NAME} but stands at {pair.other.compared} in {pair.system}"
    elif pair.other.status is PaymentStatus.VOID and pair.crm.money.amount:
        text = f"is voided in {pair.system} but stands at {pair.crm.compared} in {CRM_NAME}"
    else:
        return None
    return Verdict(BreakKind.STATUS_MISMATCH, f"{pair.crm.label} {text}.")


def _currency(pair: Pair) -> Verdict | None:
    if pair.crm.compared.currency == pair.other.compared.currency:
        return None
    return Verdict(
        BreakKind.CURRENCY_MISMATCH,
        f"{pair.crm.label} is {pair.crm.compared} in {CRM_NAME} but {pair.other.compared}"
        f" in {pair.system}: the currencies differ.",
    )


def _sign(pair: Pair) -> Verdict | None:
    crm, other = pair.crm.compared.amount, pair.other.compared.amount
    if crm == 0 or crm != -other:
        return None
    return Verdict(
        BreakKind.SIGN_REVERSED,
        f"{pair.crm.label} is {pair.crm.compared} in {CRM_NAME} but {pair.other.compared}"
        f" in {pair.system}: one of them has the wrong sign.",
    )


def _amount(pair: Pair) -> Verdict | None:
    if abs(pair.difference) <= pair.definition.rounding:
        return None
    more = "more" if pair.difference > 0 else "less"
    gap = Money(abs(pair.difference), pair.crm.compared.currency)
    return Verdict(
        BreakKind.AMOUNT_MISMATCH,
        f"{pair.crm.label} is {pair.crm.compared} in {CRM_NAME} but {pair.other.compared}"
        f" in {pair.system}, {gap} {more}.",
    )


def _fee(pair: Pair) -> Verdict | None:
    item = pair.other
    if item.net is None or item.net == item.money.amount - (item.fee or Decimal(0)):
        return None
    expected = item.money - Money(item.fee or Decimal(0), item.money.currency)
    return Verdict(
        BreakKind.FEE_MISMATCH,
        f"{pair.crm.label} agrees in gross, but gross less fee is {expected} and {pair.system}"
        f" prints a net of {Money(item.net, item.money.currency)}.",
    )


def _payment(pair: Pair) -> Verdict | None:
    crm, other = pair.crm.status, pair.other.status
    if crm is PaymentStatus.PAID and other in _UNSETTLED:
        still = Money(pair.other.open_amount or Decimal(0), pair.other.money.currency)
        is_partial = other is PaymentStatus.PARTIAL
        kind = BreakKind.PARTIAL_PAYMENT if is_partial else BreakKind.STATUS_MISMATCH
        text = f"is marked paid in {CRM_NAME}, but {pair.system} still shows {still} open"
        return Verdict(kind, f"{pair.crm.label} {text}.")
    if crm is PaymentStatus.OPEN and other is PaymentStatus.PAID:
        text = f"is paid in {pair.system} but still marked unpaid in {CRM_NAME}"
        return Verdict(BreakKind.STATUS_MISMATCH, f"{pair.crm.label} {text}.")
    return None


def _rounding(pair: Pair) -> Verdict | None:
    if not pair.difference:
        return None
    gap = Money(abs(pair.difference), pair.crm.compared.currency)
    return Verdict(
        BreakKind.ROUNDING,
        f"{pair.crm.label} is {pair.crm.compared} in {CRM_NAME} but {pair.other.compared}"
        f" in {pair.system}; {gap} is within rounding.",
    )


def _cut_off(pair: Pair) -> Verdict | None:
    crm, other = pair.crm.on, pair.other.on
    same_month = (crm.year, crm.month) == (other.year, other.month)
    if pair.definition.cut_off == "none" or same_month:
        return None
    return Verdict(
        BreakKind.TIMING,
        f"{pair.crm.label} is dated {crm} in {CRM_NAME} but {other} in {pair.system}:"
        " it falls into different months.",
    )


_CHECKS: tuple[Callable[[Pair], Verdict | None], ...] = (
    _void,
    _currency,
    _sign,
    _amount,
    _fee,
    _payment,
    _rounding,
    _cut_off,
)
