"""A slip in the number on the document: a digit changed, lost, added, or two swapped."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_AMOUNTS, ERP_PAIRED, Aspect, Situation
from benchmarks.planting.slips import slip


def _plant(case: Case) -> None:
    case.change_document(number=f"INV-{slip(case.draw, case.own.number)}")
    case.erp.kinds.append("wrong_reference")


mistyped_number_in_erp = Situation(
    means="number mistyped in the ERP",
    kinds=("wrong_reference",),
    plant=_plant,
    decides=frozenset({Aspect.ERP_NUMBER}),
    # What a number does not prove, the same day and amount have to, and nothing else may fit.
    needs=ERP_AMOUNTS
    | ERP_PAIRED
    | {Aspect.ERP_DATE, Aspect.ERP_COUNT, Aspect.ERP_CUSTOMER, Aspect.CRM_STATUS},
)
