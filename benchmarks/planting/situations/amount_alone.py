"""The same amount, day and customer, and no number: evidence of nothing."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    case.change_document(number="", memo="")
    case.change_charge(number="", description="")
    case.erp.is_apart = case.processor.is_apart = True


amount_alone = Situation(
    means="equal amounts without a number, never paired",
    kinds=("missing_in_erp", "missing_in_processor", "missing_in_crm"),
    plant=_plant,
    is_alone=True,
)
