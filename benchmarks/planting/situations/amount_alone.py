"""The same amount and day, and neither a number nor the customer: evidence of nothing."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    case.change_document(number="", memo="", party=case.draw.party())
    case.change_charge(number="", description="", party=case.draw.party())
    case.erp.is_apart = case.processor.is_apart = True


amount_alone = Situation(
    means="equal amounts without a number, never paired",
    kinds=("missing_in_erp", "missing_in_processor", "missing_in_crm"),
    plant=_plant,
    is_alone=True,
)
