"""One charge pays several invoices and names them in its description."""

from __future__ import annotations

from benchmarks.planting.case import Case, sound_case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import PROCESSOR


def _plant(case: Case) -> None:
    invoices = [case.own]
    for place in range(1 + case.draw.below(2)):
        name = f"{case.name}/{place}"
        other = sound_case(name, case.draw, case.books, case.taker, case.own.currency)
        invoices.append(other.own)
        other.charge = None
        other.processor.is_settled_apart = True
        case.take_over(other)
    text = "Payment of " + ", ".join(f"invoice INV-{invoice.number}" for invoice in invoices)
    total = sum((invoice.amount for invoice in invoices), case.own.amount * 0)
    case.change_charge(gross=total, number="", description=text)
    case.movements.append(case.payment)
    case.truth.add_match(PROCESSOR, case.payment.key, *(invoice.key for invoice in invoices))
    case.processor.is_settled_apart = True
    case.charge = None


one_payment_of_several = Situation(
    means="one payment of several invoices",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
