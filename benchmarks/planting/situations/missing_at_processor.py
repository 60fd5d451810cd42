"""Marked paid, and never charged."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    case.charge = None


missing_at_processor = Situation(
    means="marked paid, never charged",
    kinds=("missing_in_processor",),
    plant=_plant,
    decides=PAID | {Aspect.PAY_TAKEN, Aspect.PAY_NUMBER},
)
