"""Voided in QuickBooks, of a number that the CRM never had."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    case.change_document(amount=Decimal(0), memo="VOID")
    case.documents.append(case.paper)
    case.truth.leave_out(ERP, case.paper.key, "void")
    case.erp.is_settled_apart = True
    case.invoice = case.document = case.charge = None


void_and_unknown = Situation(
    means="voided in the ERP, unknown to the CRM",
    kinds=(),
    plant=_plant,
    erp=("QuickBooks",),
    is_alone=True,
)
