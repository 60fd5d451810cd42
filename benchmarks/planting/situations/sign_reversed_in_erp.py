"""An invoice entered with a minus; Xero tells the sign by the type instead."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_AMOUNTS, ERP_PAIRED, Situation


def _plant(case: Case) -> None:
    case.change_document(amount=-case.paper.amount)
    case.erp.kinds.append("sign_reversed")


sign_reversed_in_erp = Situation(
    means="the ERP has the amount with the other sign",
    kinds=("sign_reversed",),
    plant=_plant,
    decides=ERP_AMOUNTS,
    needs=ERP_PAIRED,
    erp=("QuickBooks",),
)
