"""Entered in the ERP under a number that leads nowhere."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    case.change_document(number=f"INV-{case.draw.number()}")
    case.erp.is_apart = True


renumbered_in_erp = Situation(
    means="entered in the ERP under another number",
    kinds=("missing_in_erp", "missing_in_crm"),
    plant=_plant,
    decides=frozenset({Aspect.ERP_NUMBER, Aspect.ERP_PAIR}),
    needs=frozenset({Aspect.ERP_ROW}),
)
