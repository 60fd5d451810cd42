"""A dispute, and later its reversal: one story and one break."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.followers import follow
from benchmarks.planting.situation import Aspect, Situation
from benchmarks.planting.truth import PROCESSOR


def _plant(case: Case) -> None:
    lost = follow(case, "dispute", -case.payment.gross)
    won = follow(case, "dispute_reversal", case.payment.gross)
    case.truth.add_break(PROCESSOR, ["dispute_reversed"], lost, won)


dispute_won = Situation(
    means="disputed, and decided for us",
    kinds=("dispute_reversed",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_REST}),
    needs=frozenset({Aspect.PAY_TAKEN}),
    is_late=True,
)
