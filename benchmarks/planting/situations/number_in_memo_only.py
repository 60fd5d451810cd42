"""No number on the document, but its memo names the invoice."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    spelling = case.draw.of(("invoice INV-{}", "for Invoice #{} of last week", "inv no. {}"))
    case.change_document(number="", memo=f"{spelling.format(case.own.number)} {case.paper.memo}")


number_in_memo_only = Situation(
    means="the ERP names the number in the memo alone",
    kinds=(),
    plant=_plant,
    decides=frozenset({Aspect.ERP_NUMBER}),
    needs=frozenset({Aspect.ERP_ROW}),
    erp=("QuickBooks",),
)
