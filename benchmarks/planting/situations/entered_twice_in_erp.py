"""The same document entered twice in one ERP; Xero lets no two documents bear one number."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    case.erp.is_doubled = True


entered_twice_in_erp = Situation(
    means="entered twice in the ERP",
    kinds=("duplicate",),
    plant=_plant,
    decides=frozenset({Aspect.ERP_COUNT}),
    needs=ERP_PAIRED,
    erp=("QuickBooks",),
)
