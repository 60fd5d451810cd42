"""A charge with a minus; a negative payment of PayPal is another kind."""

from __future__ import annotations

from benchmarks.planting.case import Case
from benchmarks.planting.situation import PAID, Aspect, Situation


def _plant(case: Case) -> None:
    case.change_charge(gross=-case.payment.gross)
    case.processor.kinds.append("sign_reversed")


sign_reversed_at_processor = Situation(
    means="the charge has the other sign",
    kinds=("sign_reversed",),
    plant=_plant,
    decides=frozenset({Aspect.PAY_AMOUNT, Aspect.PAY_TAKEN}),
    needs=PAID,
    processors=("Stripe",),
)
