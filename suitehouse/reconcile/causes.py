"""What the difference between two figures of a pair is made of.

Parts sum exactly to the difference. A part needs a figure that one of the rows prints: the tax, the
fee, what was charged before it was exchanged. What no figure explains is told as what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from suitehouse.ledger.money import Money
from suitehouse.reconcile.outcome import BreakKind, Confidence


@dataclass(frozen=True, slots=True)
class Figures:
    """What a pair says about one amount, all in the currency of `ours`.

    Attributes:
        our_tax: The tax in `ours`; absent where the row says none.
        fee: What the other system has kept or keeps, a positive cost.
        charged: What the customer was charged, where `theirs` is what that was exchanged to.
    """

    ours: Money
    theirs: Money
    our_tax: Decimal | None = None
    their_tax: Decimal | None = None
    fee: Decimal | None = None
    charged: Money | None = None

    @property
    def gap(self) -> Decimal:
        """How much more the right side shows."""
        return (self.theirs - self.ours).amount

    @property
    def tax_gap(self) -> Decimal:
        """How much more tax the right side says; nil unless both say it."""
        return self.their_tax - self.our_tax if self.our_tax and self.their_tax else Decimal(0)


@dataclass(frozen=True, slots=True)
class Limits:
    """What counts as rounding and as exchange, and what a rest is called.

    Attributes:
        fx_tolerance: As a share of the left side's figure.
        less: Kind of a rest by which the right side shows less; `more` likewise.
    """

    rounding: Decimal
    fx_tolerance: Decimal
    less: BreakKind = BreakKind.AMOUNT_MISMATCH
    more: BreakKind = BreakKind.AMOUNT_MISMATCH


@dataclass(frozen=True, slots=True)
class Reason:
    """Why figures differ; `words` end the sentence "that is ..."."""

    kind: BreakKind
    confidence: Confidence
    words: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a difference, signed as the difference is: the right side less the left."""

    reason: Reason
    amount: Decimal


TAX_DIFFERS: Final = Reason(
    BreakKind.TAX_MISMATCH,
    Confidence.CERTAIN,
    "tax, of which {ours} has {our_tax} and {theirs} {their_tax}",
)
TAX_ONLY_HERE: Final = Reason(
    BreakKind.TAX_MISMATCH, Confidence.LIKELY, "the tax, which {theirs} does not include"
)
TAX_ONLY_THERE: Final = Reason(
    BreakKind.TAX_MISMATCH, Confidence.LIKELY, "the tax, which {ours} does not include"
)
FEE_TAKEN_THERE: Final = Reason(
    BreakKind.FEE_MISMATCH, Confidence.LIKELY, "the fee, which {theirs} has already taken off"
)
FEE_TAKEN_HERE: Final = Reason(
    BreakKind.FEE_MISMATCH,
    Confidence.LIKELY,
    "the fee of {theirs}, which {ours} has already taken off",
)
EXCHANGED: Final = Reason(
    BreakKind.FX_DIFFERENCE, Confidence.CERTAIN, "the exchange of the {charged} that were charged"
)
ROUNDED: Final = Reason(BreakKind.ROUNDING, Confidence.CERTAIN, "rounding")
_RESTS: Final = {
    BreakKind.PARTIAL_PAYMENT: "still to be paid",
    BreakKind.OVERPAYMENT: "an overpayment",
    BreakKind.AMOUNT_MISMATCH: "not explained by tax, fee or rounding",
}
_NOTHING: Final[tuple[Part, ...]] = ()


def decompose(figures: Figures, limits: Limits) -> tuple[Part, ...]:
    """Return the parts of a difference: tax, fee, and then the rest; none where nothing differs."""
    stated = tuple(_stated_tax(figures))
    if abs(figures.gap) <= limits.rounding:
        # Equal totals of unequal taxes: the net amounts differ the other way.
        known = stated if abs(figures.tax_gap) > limits.rounding else _NOTHING
    else:
        known = _best_fit(figures, limits.rounding) or stated
    return (*known, *_rest(figures, figures.gap - _total(known), limits))


def leading(parts: Iterable[Part]) -> BreakKind:
    """Return the kind of the largest part; of equal ones the first."""
    return max(parts, key=lambda part: abs(part.amount)).reason.kind


def confidence(parts: Iterable[Part]) -> Confidence:
    """Return whether figures state all of it, or some of it only fits."""
    is_likely = any(part.reason.confidence is Confidence.LIKELY for part in parts)
    return Confidence.LIKELY if is_likely else Confidence.CERTAIN


def told(parts: tuple[Part, ...], figures: Figures, *, ours: str, theirs: str) -> str:
    """Return what a difference is made of as the end of a sentence, from its colon on."""
    if [part.reason.kind for part in parts] in ([], [BreakKind.AMOUNT_MISMATCH]):
        return ""
    currency = figures.ours.currency
    words = {
        "ours": ours,
        "theirs": theirs,
        "our_tax": Money(figures.our_tax or Decimal(0), currency),
        "their_tax": Money(figures.their_tax or Decimal(0), currency),
        "charged": figures.charged,
    }
    reasons = [part.reason.words.format(**words) for part in parts]
    if len(parts) == 1:
        return f": that is {reasons[0]}"
    shown = (_shown(part, currency) for part in parts)
    return ": " + "; ".join(f"{each} is {why}" for each, why in zip(shown, reasons, strict=True))


def _shown(part: Part, currency: str) -> str:
    return f"{Money(abs(part.amount), currency)} {'more' if part.amount > 0 else 'less'}"


def _total(parts: Iterable[Part]) -> Decimal:
    return sum((part.amount for part in parts), Decimal(0))


def _stated_tax(figures: Figures) -> Iterator[Part]:
    if figures.tax_gap:
        yield Part(TAX_DIFFERS, figures.tax_gap)


def _best_fit(figures: Figures, rounding: Decimal) -> tuple[Part, ...]:
    """The parts that leave no more than rounding: the fewest guesses, then the fewest parts."""
    choices = product(_taxes(figures, rounding), _fees(figures, rounding))
    sums = [(*tax, *fee) for tax, fee in choices]
    fits = [parts for parts in sums if abs(figures.gap - _total(parts)) <= rounding]
    return min(fits, key=lambda parts: _doubt(figures.gap, parts), default=_NOTHING)


def _doubt(gap: Decimal, parts: tuple[Part, ...]) -> tuple[int, int, Decimal]:
    guesses = sum(part.reason.confidence is Confidence.LIKELY for part in parts)
    return guesses, len(parts), abs(gap - _total(parts))


def _taxes(figures: Figures, rounding: Decimal) -> Iterator[tuple[Part, ...]]:
    yield _NOTHING
    yield from ((part,) for part in _stated_tax(figures))
    if figures.our_tax and abs(figures.our_tax) > rounding:
        yield (Part(TAX_ONLY_HERE, -figures.our_tax),)
    if figures.their_tax and abs(figures.their_tax) > rounding:
        yield (Part(TAX_ONLY_THERE, figures.their_tax),)


def _fees(figures: Figures, rounding: Decimal) -> Iterator[tuple[Part, ...]]:
    yield _NOTHING
    if figures.fee and abs(figures.fee) > rounding:
        yield (Part(FEE_TAKEN_THERE, -figures.fee),)
        yield (Part(FEE_TAKEN_HERE, figures.fee),)


def _rest(figures: Figures, rest: Decimal, limits: Limits) -> Iterator[Part]:
    if not rest:
        return
    if abs(rest) <= limits.rounding:
        yield Part(ROUNDED, rest)
    elif figures.charged and abs(rest) <= limits.fx_tolerance * abs(figures.ours.amount):
        yield Part(EXCHANGED, rest)
    else:
        kind = _kind_of_rest(figures, rest, limits)
        yield Part(Reason(kind, Confidence.CERTAIN, _RESTS[kind]), rest)


def _kind_of_rest(figures: Figures, rest: Decimal, limits: Limits) -> BreakKind:
    """Less or more was paid only where something was asked for and something was paid."""
    is_payment = figures.ours.amount > 0 and figures.theirs.amount > 0
    if not is_payment or abs(figures.gap) <= limits.rounding:
        return BreakKind.AMOUNT_MISMATCH
    return limits.less if rest < 0 else limits.more
