"""The customer's bank takes the charge back."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.followers import follow
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    follow(case, "dispute", -case.payment.gross, "dispute")


disputed = Situation(
    means="disputed",
    kinds=("dispute",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_REST}),
    needs=frozenset({Aspect.PAY_TAKEN}),
    is_late=True,
)
