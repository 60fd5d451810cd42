"""Charged twice, and one of the charges given back."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.followers import follow
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    case.processor.is_doubled = True
    follow(case, "refund", -case.payment.gross, "refund")


charged_twice_and_refunded = Situation(
    means="charged twice, one charge refunded",
    kinds=("duplicate", "refund"),
    plant=_plant,
    is_alone=True,
)
