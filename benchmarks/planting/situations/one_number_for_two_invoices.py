"""Two invoices of the CRM bear one number, with amounts that tell them apart."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case, sound_case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP, PROCESSOR


def _plant(case: Case) -> None:
    other = sound_case(f"{case.name}/again", case.draw, case.books, case.taker, case.own.currency)
    row = replace(other.own, number=case.own.number)
    case.invoices.append(row)
    for side in (ERP, PROCESSOR):
        case.truth.add_break(side, ["duplicate"], row.key)


one_number_for_two_invoices = Situation(
    means="two invoices of the CRM under one number",
    kinds=("duplicate",),
    plant=_plant,
    is_alone=True,
)
