"""A credit note of the customer that no invoice has used up."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.rows import Document, cut
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    invoice = case.own
    note = Document(
        key=f"erp:{case.name}/credit",
        system=case.books,
        number=f"CM-{case.draw.number()}",
        amount=cut(-invoice.amount / 3, invoice.currency),
        tax=Decimal(0),
        currency=invoice.currency,
        on=invoice.on,
        party=invoice.party,
        kind="Credit Memo",
        settled=case.draw.of(("open", "partial")),
    )
    case.documents.append(note)
    case.truth.add_break(ERP, ["credit_unapplied"], note.key)


credit_left_open = Situation(
    means="a credit note not applied",
    kinds=("credit_unapplied",),
    plant=_plant,
    is_late=True,
)
