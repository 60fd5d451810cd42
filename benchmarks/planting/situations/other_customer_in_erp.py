"""The right number and amount on the account of another customer of the company."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_document(party=case.draw.other_customer(case.own.party))
    case.erp.kinds.append("customer_mismatch")


other_customer_in_erp = Situation(
    means="booked on another customer",
    kinds=("customer_mismatch",),
    plant=_plant,
    decides=frozenset({Aspect.ERP_CUSTOMER}),
    needs=ERP_PAIRED,
)
