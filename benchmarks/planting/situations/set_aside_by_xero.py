"""A draft, a voided and a deleted document of Xero: it takes them out itself."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP

_REASONS = {"Draft": "draft", "Voided": "void", "Deleted": "deleted_there"}


def _plant(case: Case) -> None:
    status = case.draw.of(tuple(_REASONS))
    case.change_document(xero_status=status, number=f"INV-{case.draw.number()}")
    case.documents.append(case.paper)
    case.truth.leave_out(ERP, case.paper.key, _REASONS[status])
    case.erp.is_settled_apart = True
    case.invoice = case.document = case.charge = None


set_aside_by_xero = Situation(
    means="a draft or void document of Xero",
    kinds=(),
    plant=_plant,
    erp=("Xero",),
    is_alone=True,
)
