"""What the processor keeps and pays out is no income."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from benchmarks.planting.case import Case, new_id
from benchmarks.planting.situation import Situation
from benchmarks.planting.truth import PROCESSOR

_REASONS: dict[str, dict[str, str]] = {
    "PayPal": {"payout": "payout"},
    "Stripe": {"payout": "payout", "fee": "processor_fee"},
}


def _plant(case: Case) -> None:
    for kind, reason in _REASONS[case.taker].items():
        identity = new_id(case.draw, case.taker)
        row = replace(
            case.payment, key=f"pay:{case.name}/{kind}", id=identity, kind=kind, charge=identity,
            gross=-case.payment.gross, fee=Decimal(0), number="", description="",
        )  # fmt: skip
        case.movements.append(row)
        case.truth.leave_out(PROCESSOR, row.key, reason)


fees_and_payouts = Situation(
    means="fees and payouts of the processor",
    kinds=(),
    plant=_plant,
    is_alone=True,
)
