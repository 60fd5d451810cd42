"""Amounts with three decimals; PayPal knows no dinars."""

from __future__ import annotations

from benchmarks.planting.situation import Aspect, Situation, as_it_is

dinars = Situation(
    means="amounts in dinars",
    kinds=(),
    plant=as_it_is,
    decides=frozenset({Aspect.CURRENCY}),
    processors=("Stripe",),
    currency="BHD",
)
