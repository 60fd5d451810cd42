"""A slip in the number on the charge."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation
from benchmarks.planting.slips import slip


def _plant(case: Case) -> None:
    case.change_charge(number=f"INV-{slip(case.draw, case.own.number)}")
    case.processor.kinds.append("wrong_reference")


mistyped_number_at_processor = Situation(
    means="number mistyped on the charge",
    kinds=("wrong_reference",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_NUMBER}),
    # What a number does not prove, the same amount has to, and nothing else may fit.
    needs=PAID | {Aspect.PAY_AMOUNT, Aspect.PAY_COUNT, Aspect.CRM_STATUS},
)
