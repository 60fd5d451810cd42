"""A document that is some cents off, as line-wise rounding leaves it."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_AMOUNTS, ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    cents = Decimal(1 + case.draw.below(5)).scaleb(-2) * case.draw.of((1, -1))
    case.change_document(amount=case.paper.amount + cents)
    case.erp.kinds.append("rounding")


cents_off_in_erp = Situation(
    means="the ERP is up to five cents off",
    kinds=("rounding",),
    plant=_plant,
    decides=ERP_AMOUNTS,
    needs=ERP_PAIRED | {Aspect.CENTS},
)
