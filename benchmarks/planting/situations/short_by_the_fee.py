"""The processor's fee was taken off before the charge was recorded."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    charge = case.payment
    case.change_charge(gross=charge.gross - charge.fee, fee=Decimal(0))
    case.processor.kinds.append("amount_mismatch")


short_by_the_fee = Situation(
    means="charged less by the fee",
    kinds=("amount_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_AMOUNT, Aspect.PAY_NET}),
    needs=PAID,
)
