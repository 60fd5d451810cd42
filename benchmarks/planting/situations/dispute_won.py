"""A dispute, and later its reversal."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.followers import follow
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    follow(case, "dispute", -case.payment.gross, "dispute")
    follow(case, "dispute_reversal", case.payment.gross, "dispute_reversed")


dispute_won = Situation(
    means="disputed, and decided for us",
    kinds=("dispute", "dispute_reversed"),
    plant=_plant,
    decides=frozenset({Aspect.PAY_REST}),
    needs=frozenset({Aspect.PAY_TAKEN}),
    is_late=True,
)
