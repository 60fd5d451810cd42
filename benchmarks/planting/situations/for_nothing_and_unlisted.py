"""An invoice for nothing that the ERP leaves out: no partner is due."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    case.change_invoice(amount=Decimal(0), tax=Decimal(0))
    case.document = case.charge = None


for_nothing_and_unlisted = Situation(
    means="an invoice for nothing, in the CRM alone",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
