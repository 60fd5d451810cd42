"""Two refunds that together give all of the charge back."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.followers import follow
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    part = cut(-case.payment.gross / 5, case.payment.currency)
    follow(case, "refund", part, "refund")
    follow(case, "refund", -case.payment.gross - part, "refund")


refunded_bit_by_bit = Situation(
    means="refunded whole, in two parts",
    kinds=("refund",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_REFUNDS, Aspect.PAY_REST}),
    needs=frozenset({Aspect.PAY_TAKEN}),
    is_late=True,
)
