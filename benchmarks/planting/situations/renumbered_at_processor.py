"""Charged under a number that leads nowhere."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_charge(number=f"INV-{case.draw.number()}")
    case.processor.is_apart = True


renumbered_at_processor = Situation(
    means="charged under another number",
    kinds=("missing_in_processor", "missing_in_crm"),
    plant=_plant,
    decides=PAID | {Aspect.PAY_NUMBER},
)
