"""A negative invoice of the CRM is a credit note in the ERP."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    amount = -case.own.amount
    case.change_invoice(amount=amount, tax=Decimal(0), status="Unpaid")
    case.change_document(amount=amount, tax=Decimal(0), kind="Credit Memo", settled="open")
    case.charge = None


credit_in_both_books = Situation(
    means="a credit note in both books",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
