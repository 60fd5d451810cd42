"""Cancelled in the CRM, while document and charge stand."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_PAIRED, PAID, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_invoice(status="Cancelled")
    case.erp.kinds.append("void")
    case.processor.kinds.append("void")


cancelled_in_crm = Situation(
    means="cancelled in the CRM, standing elsewhere",
    kinds=("status_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.CRM_STATUS}),
    needs=ERP_PAIRED | PAID,
)
