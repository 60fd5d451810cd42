"""The net agrees and the tax does not, so that the totals differ by the tax."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import ERP_AMOUNTS, ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    paper = case.paper
    tax = cut(paper.amount / 6, paper.currency)
    wrong = cut(tax / 2, paper.currency)
    case.change_invoice(tax=tax)
    case.change_document(amount=paper.amount - tax + wrong, tax=wrong)
    case.erp.kinds.append("tax_mismatch")


tax_wrong_in_erp = Situation(
    means="the tax differs between CRM and ERP",
    kinds=("tax_mismatch",),
    plant=_plant,
    decides=ERP_AMOUNTS,
    needs=ERP_PAIRED | {Aspect.CENTS},
    erp=("Xero",),
)
