"""An amount typed wrong: two digits swapped, one lost, or another amount."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import ERP_AMOUNTS, ERP_PAIRED, Situation


def _plant(case: Case) -> None:
    paper = case.paper
    amounts = (paper.amount * 10, cut(paper.amount / 10, paper.currency), _swapped(paper.amount))
    amount = case.draw.of([each for each in amounts if abs(each - paper.amount) > 1])
    case.change_document(
        amount=amount, tax=cut(amount / 6, paper.currency) if paper.tax else paper.tax
    )
    case.erp.kinds.append("amount_mismatch")


def _swapped(amount: Decimal) -> Decimal:
    """The first two digits the other way round."""
    text = str(amount)
    return Decimal(text[1] + text[0] + text[2:]) if text[1].isdigit() else amount


amount_typo_in_erp = Situation(
    means="amount mistyped in the ERP",
    kinds=("amount_mismatch",),
    plant=_plant,
    decides=ERP_AMOUNTS,
    needs=ERP_PAIRED,
)
