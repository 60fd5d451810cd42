"""Paid in the CRM, wholly open in the ERP."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_document(settled="open")
    case.erp.kinds.append("status_mismatch")


open_in_erp = Situation(
    means="paid in the CRM, open in the ERP",
    kinds=("status_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.ERP_OPEN}),
    needs=ERP_PAIRED | {Aspect.CRM_STATUS},
)
