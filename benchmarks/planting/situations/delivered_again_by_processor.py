"""The charge's row comes again with a second, overlapping file."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    case.processor.is_redelivered = True


delivered_again_by_processor = Situation(
    means="the processor's files overlap",
    kinds=("overlap_duplicate",),
    plant=_plant,
    needs=frozenset({Aspect.PAY_TAKEN}),
)
