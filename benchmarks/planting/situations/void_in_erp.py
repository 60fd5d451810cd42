"""Voided in QuickBooks: the amount is gone and the memo says so."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_AMOUNTS, ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_document(amount=Decimal(0), memo=f"{case.paper.memo} Voided".strip())
    case.erp.kinds.append("void")


void_in_erp = Situation(
    means="voided in the ERP, standing in the CRM",
    kinds=("status_mismatch",),
    plant=_plant,
    decides=ERP_AMOUNTS | {Aspect.ERP_OPEN},
    needs=ERP_PAIRED | {Aspect.CRM_STATUS},
    erp=("QuickBooks",),
)
