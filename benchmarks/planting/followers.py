"""What befalls a charge later: money that goes back, and money that comes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from benchmarks.planting.case import Case, new_id
from benchmarks.planting.truth import PROCESSOR


def follow(case: Case, kind: str, gross: Decimal, truth: str = "") -> str:
    """Add a row that belongs to the case's charge, say which break it is, return its key."""
    charge = case.payment
    before = sum(row.charge == charge.charge for row in case.movements)
    row = replace(
        charge,
        key=f"{charge.key}/{kind}/{before}",
        id=new_id(case.draw, charge.system),
        at=charge.at + timedelta(hours=6 * (before + 1)),
        kind=kind,
        gross=gross,
        fee=Decimal(0),
        net_gap=Decimal(0),
        asked=None,
    )
    case.movements.append(row)
    if truth:
        case.truth.add_break(PROCESSOR, [truth], row.key)
    return row.key
