"""PayPal tells of an authorisation, which moves no money."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case, new_id
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import PROCESSOR


def _plant(case: Case) -> None:
    identity = new_id(case.draw, "PayPal")
    row = replace(
        case.payment, key=f"pay:{case.name}/only", id=identity, charge=identity,
        kind="authorisation", fee=case.payment.fee * 0,
    )  # fmt: skip
    case.movements.append(row)
    case.truth.leave_out(PROCESSOR, row.key, "memo")


authorised_only = Situation(
    means="an authorisation, which moves no money",
    kinds=(),
    plant=_plant,
    processors=("PayPal",),
    is_alone=True,
)
