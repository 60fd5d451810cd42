"""A charge for less than the invoice."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    gross = case.payment.gross
    case.change_charge(
        gross=cut(gross * case.draw.of((Decimal("0.9"), Decimal("0.35"))), case.payment.currency)
    )
    case.processor.kinds.append("short_payment")


charged_too_little = Situation(
    means="charged less than invoiced",
    kinds=("partial_payment",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_AMOUNT}),
    needs=PAID,
)
