"""The right figure in the wrong currency."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import ERP_AMOUNTS, ERP_PAIRED, Aspect, Situation


def _plant(case: Case) -> None:
    others = [code for code in ("USD", "EUR", "GBP") if code != case.paper.currency]
    case.change_document(currency=case.draw.of(others))
    case.erp.kinds.append("currency_mismatch")


other_currency_in_erp = Situation(
    means="the ERP has the figure in another currency",
    kinds=("currency_mismatch",),
    plant=_plant,
    decides=ERP_AMOUNTS,
    needs=ERP_PAIRED | {Aspect.CURRENCY},
)
