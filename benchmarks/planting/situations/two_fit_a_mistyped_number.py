"""One amount and day, and two invoices a slip away from the number: neither is picked."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case, sound_case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    """Both numbers differ from the document's in the last digit."""
    digits = str(case.own.number)[:-1]
    first, second, written = (digits + str((int(digits[-1]) + at) % 10) for at in (1, 2, 3))
    other = sound_case(f"{case.name}/other", case.draw, case.books, case.taker)
    other.invoice = replace(case.own, key=other.own.key, number=int(second), party=other.own.party)
    other.document = None
    other.charge = replace(
        other.payment, number=f"INV-{second}", gross=case.own.amount, currency=case.own.currency,
        fee=case.payment.fee,
    )  # fmt: skip
    case.take_over(other)
    case.change_invoice(number=int(first))
    case.change_charge(number=f"INV-{first}")
    case.change_document(number=f"INV-{written}")
    case.erp.is_apart = True


two_fit_a_mistyped_number = Situation(
    means="two invoices fit a mistyped number, none is picked",
    kinds=("missing_in_erp", "missing_in_crm"),
    plant=_plant,
    is_alone=True,
)
