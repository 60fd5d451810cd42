"""Charged, while both books still hold the invoice to be unpaid."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_invoice(status="Unpaid")
    if case.document is not None:
        case.change_document(settled="open")
    case.processor.kinds.append("status_mismatch")


charged_while_unpaid = Situation(
    means="charged, and unpaid in both books",
    kinds=("status_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.CRM_STATUS, Aspect.ERP_OPEN}),
    needs=PAID,
)
