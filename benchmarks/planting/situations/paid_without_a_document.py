"""An overpayment that stands in Xero on its own, without a number."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    paper = case.paper
    amount = case.draw.amount(paper.currency)
    row = replace(
        paper, key=f"{paper.key}/over", number="", amount=amount, tax=amount * 0,
        kind="Overpayment", settled="open",
    )  # fmt: skip
    case.documents.append(row)
    case.truth.add_break(ERP, ["unapplied_payment"], row.key)


paid_without_a_document = Situation(
    means="a payment applied to nothing",
    kinds=("unapplied_payment",),
    plant=_plant,
    erp=("Xero",),
    is_alone=True,
)
