"""What the breaks of a reconciliation come to, against the most that a controller lets pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from suitehouse.ledger.money import Money
from suitehouse.reconcile.outcome import Break


@dataclass(frozen=True, slots=True)
class BreakAmount:
    """The breaks of one currency.

    Attributes:
        total: Their effects, each without its sign: a surplus does not make up for a shortfall.
        threshold: The most they may add to; none where nothing was set for the currency.
    """

    total: Money
    threshold: Money | None

    @property
    def is_within(self) -> bool:
        """Whether they add to no more than they may."""
        return self.threshold is None or self.total.amount <= self.threshold.amount

    def __str__(self) -> str:
        if self.threshold is None:
            return f"Breaks add to {self.total}; no threshold is set."
        within = "within" if self.is_within else "above"
        return f"Breaks add to {self.total}, {within} the threshold of {self.threshold}."


def break_amounts(
    breaks: Iterable[Break], thresholds: Mapping[str, Decimal]
) -> tuple[BreakAmount, ...]:
    """Return what the breaks add to, by currency in code order; those across currencies are out."""
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for effect in (found.effect for found in breaks):
        if effect is not None:
            totals[effect.currency] += abs(effect.amount)
    return tuple(
        BreakAmount(Money(totals[currency], currency), _threshold(currency, thresholds))
        for currency in sorted(totals)
    )


def _threshold(currency: str, thresholds: Mapping[str, Decimal]) -> Money | None:
    return Money(thresholds[currency], currency) if currency in thresholds else None
