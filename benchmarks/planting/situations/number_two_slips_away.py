"""The same amount and day, and a number that two slips would explain: no evidence."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    digits = str(case.own.number)
    other = str((int(digits[1]) + 4) % 10) + digits[2:-1] + str((int(digits[-1]) + 5) % 10)
    case.change_document(number=f"INV-{digits[0]}{other}")
    case.change_charge(number=f"INV-{digits[0]}{other}")
    case.erp.is_apart = case.processor.is_apart = True


number_two_slips_away = Situation(
    means="equal amounts, number two slips away, never paired",
    kinds=("missing_in_erp", "missing_in_processor", "missing_in_crm"),
    plant=_plant,
    is_alone=True,
)
