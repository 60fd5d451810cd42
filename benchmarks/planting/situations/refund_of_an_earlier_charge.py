"""A refund of a charge that is in none of the files."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case, charge_id, new_id
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import PROCESSOR


def _plant(case: Case) -> None:
    charge = case.payment
    refund = replace(
        charge,
        key=f"{charge.key}/refund",
        kind="refund",
        gross=-charge.gross,
        fee=charge.fee * 0,
        charge=charge_id(new_id(case.draw, case.taker)),
    )
    case.movements.append(refund)
    case.truth.add_break(PROCESSOR, ["refund"], refund.key)
    case.invoice = case.document = case.charge = None


refund_of_an_earlier_charge = Situation(
    means="a refund of another month's charge",
    kinds=("refund",),
    plant=_plant,
    is_alone=True,
)
