"""An invoice for nothing: both books have it, and nobody pays it."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    nothing = Decimal(0)
    case.change_invoice(amount=nothing, tax=nothing)
    case.change_document(amount=nothing, tax=nothing)
    case.charge = None


for_nothing = Situation(
    means="an invoice for nothing, in both books",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
