"""The right figure charged in the wrong currency."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    others = [code for code in ("USD", "EUR", "GBP") if code != case.payment.currency]
    case.change_charge(currency=case.draw.of(others))
    case.processor.kinds.append("currency_mismatch")


other_currency_at_processor = Situation(
    means="charged in another currency",
    kinds=("currency_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_AMOUNT}),
    needs=PAID | {Aspect.CURRENCY},
)
