"""Cancelled in the CRM and voided in the ERP."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    case.change_invoice(status="Cancelled")
    case.change_document(amount=Decimal(0), memo="Voided")
    case.documents.append(case.paper)
    case.truth.leave_out(ERP, case.own.key, "void_in_both")
    case.truth.leave_out(ERP, case.paper.key, "void_in_both")
    case.erp.is_settled_apart = True
    case.document = case.charge = None


taken_back_everywhere = Situation(
    means="cancelled in the CRM and voided in the ERP",
    kinds=(),
    plant=_plant,
    erp=("QuickBooks",),
    is_alone=True,
)
