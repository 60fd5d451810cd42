"""A charge that is some cents off."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    cents = Decimal(1 + case.draw.below(5)).scaleb(-2) * case.draw.of((1, -1))
    case.change_charge(gross=case.payment.gross + cents)
    case.processor.kinds.append("rounding")


cents_off_at_processor = Situation(
    means="the charge is up to five cents off",
    kinds=("rounding",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_AMOUNT}),
    needs=PAID | {Aspect.CENTS},
)
