"""Dated over the end of a month: the invoice in this one, the document not."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    month = case.draw.month
    days = timedelta(days=1 + case.draw.below(4))
    if case.draw.below(2):
        case.change_invoice(on=month.last)
        case.change_document(on=month.last + days)
    else:
        case.change_invoice(on=month.first)
        case.change_document(on=month.first - days)
    case.erp.kinds.append("timing")


other_month_in_erp = Situation(
    means="dated in another month in the ERP",
    kinds=("timing",),
    plant=_plant,
    decides=frozenset({Aspect.ERP_DATE}),
    needs=ERP_PAIRED,
)
