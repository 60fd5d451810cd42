"""The same invoice twice in the CRM, and once everywhere else."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import ERP, PROCESSOR


def _plant(case: Case) -> None:
    row = replace(case.own, key=f"{case.own.key}/again")
    case.invoices += [row, case.own]
    case.documents.append(case.paper)
    case.movements.append(case.payment)
    case.truth.add_break(ERP, ["duplicate"], row.key, case.own.key, case.paper.key)
    case.truth.add_break(PROCESSOR, ["duplicate"], row.key, case.own.key, case.payment.key)
    case.invoice = case.document = case.charge = None


two_alike_in_crm = Situation(
    means="the same invoice twice in the CRM",
    kinds=("duplicate",),
    plant=_plant,
    is_alone=True,
)
