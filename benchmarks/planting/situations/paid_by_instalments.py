"""Two or three charges that bear the number and add up to the invoice."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.planting.case import Case, charge_id, new_id
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import PROCESSOR


def _plant(case: Case) -> None:
    charge, count = case.payment, 2 + case.draw.below(2)
    part = cut(charge.gross / (count + 1), charge.currency)
    amounts = [part] * (count - 1)
    amounts.append(charge.gross - sum(amounts))
    for place, amount in enumerate(amounts):
        identity = new_id(case.draw, charge.system)
        case.movements.append(
            replace(
                charge, key=f"{charge.key}/{place}", id=identity, charge=charge_id(identity),
                gross=amount, fee=cut(amount / 40, charge.currency),
            )
        )  # fmt: skip
    keys = [row.key for row in case.movements]
    case.truth.add_match(PROCESSOR, case.own.key, *keys)
    case.processor.is_settled_apart = True
    case.charge = None


paid_by_instalments = Situation(
    means="paid by instalments that add up",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
