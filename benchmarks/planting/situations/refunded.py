"""The whole charge is given back."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.followers import follow
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    follow(case, "refund", -case.payment.gross, "refund")


refunded = Situation(
    means="refunded whole",
    kinds=("refund",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_REFUNDS, Aspect.PAY_REST}),
    needs=frozenset({Aspect.PAY_TAKEN}),
    is_late=True,
)
