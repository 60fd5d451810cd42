"""Paid in the CRM, a quarter still open in the ERP."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_document(settled="partial")
    case.erp.kinds.append("partial_payment")


partly_paid_in_erp = Situation(
    means="paid in the CRM, partly open in the ERP",
    kinds=("partial_payment",),
    plant=_plant,
    decides=frozenset({Aspect.ERP_OPEN}),
    needs=ERP_PAIRED | {Aspect.CRM_STATUS},
)
