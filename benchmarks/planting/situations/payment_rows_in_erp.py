"""QuickBooks lists the customer's payment beside the invoice."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    paper = case.paper
    row = replace(paper, key=f"{paper.key}/payment", kind="Payment", amount=-paper.amount)
    case.documents.append(row)
    case.truth.leave_out(ERP, row.key, "not_an_invoice")


payment_rows_in_erp = Situation(
    means="a payment listed among invoices",
    kinds=(),
    plant=_plant,
    erp=("QuickBooks",),
    is_alone=True,
)
