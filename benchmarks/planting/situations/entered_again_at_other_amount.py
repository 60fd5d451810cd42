"""The number again in the ERP, at another amount: the pair stands, the rest is a duplicate."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    paper = case.paper
    amount = case.draw.amount(paper.currency)
    row = replace(paper, key=f"{paper.key}/again", amount=amount, tax=amount * 0)
    case.documents.append(row)
    case.truth.add_break(ERP, ["duplicate"], row.key)


entered_again_at_other_amount = Situation(
    means="the number again at another amount",
    kinds=("duplicate",),
    plant=_plant,
    erp=("QuickBooks",),
    is_alone=True,
)
