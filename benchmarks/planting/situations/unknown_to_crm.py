"""Document and charge of an invoice that the CRM never had."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    case.invoice = None


unknown_to_crm = Situation(
    means="unknown to the CRM",
    kinds=("missing_in_crm",),
    plant=_plant,
    is_alone=True,
)
