"""A line break inside the number's cell, as a paste leaves it."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    number = case.draw.of(("INV-\n{}", "INV\n{}", " INV-{}\n")).format(case.own.number)
    case.change_document(number=number)
    case.change_charge(number=number)


number_over_two_lines = Situation(
    means="a line break in the number",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
