"""A credit note that was applied; the CRM has none."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    paper = case.paper
    amount = cut(-paper.amount / 4, paper.currency)
    number = f"CM-{case.draw.number()}"
    note = replace(
        paper, key=f"{paper.key}/credit", number=number, amount=amount, tax=amount * 0,
        kind="Credit Memo",
    )  # fmt: skip
    case.documents.append(note)
    case.truth.add_break(ERP, ["missing_in_crm"], note.key)


credit_used_up = Situation(
    means="a credit note applied, unknown to the CRM",
    kinds=("missing_in_crm",),
    plant=_plant,
    is_alone=True,
)
