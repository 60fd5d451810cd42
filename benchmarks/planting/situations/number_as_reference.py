"""Xero numbers the document itself and keeps the CRM's number as reference."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    case.change_document(number=f"SI-{case.draw.number()}", reference=f"INV-{case.own.number}")


number_as_reference = Situation(
    means="the ERP keeps the number as a reference",
    kinds=(),
    plant=_plant,
    decides=frozenset({Aspect.ERP_NUMBER}),
    needs=frozenset({Aspect.ERP_ROW}),
    erp=("Xero",),
)
