"""The right number, written as people write it."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Aspect, Situation


def _plant(case: Case) -> None:
    spellings = ("{}", "00{}", "inv {}", "INV/{}", "#{}", "Inv. no. {}", "invoice #{}", "Inv-000{}")
    case.change_document(number=case.draw.of(spellings).format(case.own.number))


written_otherwise_in_erp = Situation(
    means="number written another way in the ERP",
    kinds=(),
    plant=_plant,
    decides=frozenset({Aspect.ERP_NUMBER}),
    needs=frozenset({Aspect.ERP_ROW}),
)
