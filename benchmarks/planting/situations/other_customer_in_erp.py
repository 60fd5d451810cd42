"""The right number and amount on the account of another customer, whom the company bills too."""

from __future__ import annotations

from benchmarks.planting.case import Case, sound_case
from benchmarks.planting.situation import ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    other = sound_case(f"{case.name}/other", case.draw, case.books, case.taker)
    case.change_document(party=other.own.party)
    case.take_over(other)
    case.erp.kinds.append("customer_mismatch")


other_customer_in_erp = Situation(
    means="booked on another customer",
    kinds=("customer_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.ERP_CUSTOMER}),
    needs=ERP_PAIRED,
)
