"""Open in both books, so that no charge is due."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    case.change_invoice(status="Unpaid")
    case.change_document(settled="open")
    case.charge = None


not_paid_yet = Situation(
    means="not paid yet",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
