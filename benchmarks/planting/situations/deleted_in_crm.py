"""Soft-deleted in the CRM, standing elsewhere."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_invoice(is_deleted=True)


deleted_in_crm = Situation(
    means="soft-deleted in the CRM, standing elsewhere",
    kinds=("missing_in_crm",),
    plant=_plant,
    decides=PAID | {Aspect.ERP_PAIR, Aspect.CRM_STATUS},
)
