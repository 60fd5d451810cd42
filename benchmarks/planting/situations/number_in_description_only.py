"""No number on the charge, but its description names the invoice."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    text = case.draw.of(("Payment for invoice INV-{}", "Invoice #{} thank you", "inv no. {}, card"))
    case.change_charge(number="", description=text.format(case.own.number))


number_in_description_only = Situation(
    means="the charge names the number in its text alone",
    kinds=(),
    plant=_plant,
    decides=frozenset({Aspect.PAY_NUMBER}),
)
