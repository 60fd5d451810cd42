"""A formula, a script or a torn line stands where the number belongs."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import Situation


def _plant(case: Case) -> None:
    number = case.own.number
    text = case.draw.of((
        f"=INV-{number}", f"+{number}", f"@{number}", f'INV-{number}"; drop table items;--',
        f"<b>{number}</b>", f"INV-{number},{number}",
    ))  # fmt: skip
    case.change_document(number=text, memo="", party=case.draw.party())
    case.erp.is_apart = True


number_is_hostile = Situation(
    means="a formula or script for a number",
    kinds=("missing_in_erp", "missing_in_crm"),
    plant=_plant,
    is_alone=True,
)
