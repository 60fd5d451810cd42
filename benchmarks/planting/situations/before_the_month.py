"""Both rows of an earlier month, paid in this one."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    day = case.draw.month.first - timedelta(days=3 + case.draw.below(30))
    case.change_invoice(on=day)
    case.change_document(on=day)
    case.documents.append(case.paper)
    for row in (case.own, case.paper):
        case.truth.leave_out(ERP, row.key, "outside_period")
    case.erp.is_settled_apart = True
    case.document = None


before_the_month = Situation(
    means="an earlier month's invoice, paid in this one",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
