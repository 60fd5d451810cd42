"""Two charges for one invoice, each with an id of its own."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    case.processor.is_doubled = True


charged_twice = Situation(
    means="charged twice",
    kinds=("duplicate",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_COUNT}),
    needs=PAID,
)
