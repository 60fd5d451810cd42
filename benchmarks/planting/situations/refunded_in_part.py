"""Part of the charge is given back."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.followers import follow
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    part = cut(-case.payment.gross / 5, case.payment.currency)
    follow(case, "refund", part, "partial_refund")


refunded_in_part = Situation(
    means="refunded in part",
    kinds=("partial_refund",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_REFUNDS}),
    needs=frozenset({Aspect.PAY_TAKEN}),
    is_late=True,
)
