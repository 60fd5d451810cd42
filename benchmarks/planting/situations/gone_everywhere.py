"""Deleted in the CRM and found nowhere else."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    if case.draw.below(2):
        case.change_invoice(is_deleted=True)
    else:
        case.change_invoice(is_removed=True)
    case.document = case.charge = None


gone_everywhere = Situation(
    means="deleted in the CRM, found nowhere else",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
