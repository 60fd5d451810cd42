"""A charge for more than the invoice."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    gross = case.payment.gross
    case.change_charge(gross=gross + cut(gross / 8, case.payment.currency))
    case.processor.kinds.append("overpayment")


charged_too_much = Situation(
    means="charged more than invoiced",
    kinds=("overpayment",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_AMOUNT}),
    needs=PAID,
)
