"""A document without a number, and the same customer, amount and day, which nothing else has."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    case.change_document(number="", memo="")


customer_instead_of_number = Situation(
    means="no number, and customer, amount and day agree",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
