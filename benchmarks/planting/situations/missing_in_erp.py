"""Never entered in the ERP."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_PAIRED, Situation


def _plant(case: Case) -> None:
    case.document = None


missing_in_erp = Situation(
    means="never entered in the ERP",
    kinds=("missing_in_erp",),
    plant=_plant,
    decides=ERP_PAIRED,
)
