"""Gross less fee is not the net that the row prints."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    gap = cut(case.payment.gross / 50, case.payment.currency)
    case.change_charge(net_gap=case.draw.of((gap, -gap)))
    case.processor.kinds.append("fee_mismatch")


net_does_not_add_up = Situation(
    means="gross, fee and net do not add up",
    kinds=("fee_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_NET}),
    needs=PAID,
    processors=("Stripe",),
)
