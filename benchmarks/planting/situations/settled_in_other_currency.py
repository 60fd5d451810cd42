"""Charged in the invoice's currency and settled in another."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    charge = case.payment
    gross = cut(charge.gross * Decimal("1.0831"), "USD")
    fee = cut(gross / 40, "USD")
    asked = (charge.gross, charge.currency)
    case.change_charge(gross=gross, fee=fee, currency="USD", asked=asked)


settled_in_other_currency = Situation(
    means="settled in another currency than charged",
    kinds=(),
    plant=_plant,
    processors=("Stripe",),
    currency="EUR",
    is_alone=True,
)
