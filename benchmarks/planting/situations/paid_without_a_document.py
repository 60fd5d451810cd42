"""An overpayment that stands in Xero on its own, without a number."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.rows import Document
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    invoice = case.own
    row = Document(
        key=f"erp:{case.name}/over",
        system="Xero",
        number="",
        amount=case.draw.amount(invoice.currency),
        tax=Decimal(0),
        currency=invoice.currency,
        on=invoice.on,
        party=invoice.party,
        kind="Overpayment",
        settled="open",
    )
    case.documents.append(row)
    case.truth.add_break(ERP, ["unapplied_payment"], row.key)


paid_without_a_document = Situation(
    means="a payment applied to nothing",
    kinds=("unapplied_payment",),
    plant=_plant,
    erp=("QuickBooks", "Xero"),
    is_late=True,
)
