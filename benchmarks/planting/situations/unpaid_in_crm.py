"""Paid everywhere but in the CRM."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_PAIRED, PAID, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_invoice(status="Unpaid")
    case.erp.kinds.append("status_mismatch")
    case.processor.kinds.append("status_mismatch")


unpaid_in_crm = Situation(
    means="unpaid in the CRM, paid elsewhere",
    kinds=("status_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.CRM_STATUS, Aspect.ERP_OPEN}),
    needs=ERP_PAIRED | PAID,
)
