"""The right number on the charge, written as people write it."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    spellings = ("{}", "00{}", "inv {}", "INV/{}", "#{}", "invoice #{}", "Inv-000{}")
    case.change_charge(number=case.draw.of(spellings).format(case.own.number))


written_otherwise_at_processor = Situation(
    means="number written another way on the charge",
    kinds=(),
    plant=_plant,
    decides=frozenset({Aspect.PAY_NUMBER}),
)
