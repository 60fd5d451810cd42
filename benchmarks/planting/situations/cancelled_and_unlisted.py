"""Cancelled in the CRM and found nowhere else."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    case.change_invoice(status="Cancelled")
    case.document = case.charge = None


cancelled_and_unlisted = Situation(
    means="cancelled in the CRM, found nowhere else",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
