"""The ERP dates the document beyond the days in which a partner is looked for."""

from __future__ import annotations

from datetime import timedelta

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP


def _plant(case: Case) -> None:
    case.change_document(on=case.draw.month.last + timedelta(days=46 + case.draw.below(60)))
    case.documents.append(case.paper)
    case.truth.leave_out(ERP, case.paper.key, "outside_period")
    case.document = None


too_far_apart = Situation(
    means="dated months apart",
    kinds=("missing_in_erp",),
    plant=_plant,
    is_alone=True,
)
