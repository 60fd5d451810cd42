"""The processor's fee was taken off before the charge was recorded."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    charge = case.payment
    case.change_charge(gross=charge.gross - charge.fee)
    case.processor.kinds.append("net_of_fee")


short_by_the_fee = Situation(
    means="charged less by the fee",
    kinds=("fee_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_AMOUNT, Aspect.PAY_NET}),
    needs=PAID,
)
