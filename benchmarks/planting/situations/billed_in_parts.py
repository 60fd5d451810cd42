"""Two documents of the ERP that bear the number and add up to the invoice."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    paper = case.paper
    first = cut(paper.amount / 3, paper.currency)
    for place, amount in enumerate((first, paper.amount - first)):
        part = replace(paper, key=f"{paper.key}/{place}", amount=amount, tax=amount * 0)
        case.documents.append(part)
    case.truth.add_match(ERP, case.own.key, *(row.key for row in case.documents))
    case.erp.is_settled_apart = True
    case.document = None


billed_in_parts = Situation(
    means="billed in parts that add up",
    kinds=(),
    plant=_plant,
    erp=("QuickBooks",),
    is_alone=True,
)
