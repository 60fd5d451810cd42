"""One invoice in QuickBooks and in Xero, as after a move from one to the other."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    paper = case.paper
    other = replace(paper, key=f"{paper.key}/moved", system="Xero")
    case.documents += [paper, other]
    case.truth.add_break(ERP, ["duplicate"], case.own.key, paper.key, other.key)
    case.erp.is_settled_apart = True
    case.document = None


entered_in_both_erps = Situation(
    means="entered in both ERPs",
    kinds=("duplicate",),
    plant=_plant,
    erp=("QuickBooks",),
    is_alone=True,
)
