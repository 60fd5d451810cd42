"""Amounts without decimals; PayPal prints hundredths all the same."""

from __future__ import annotations

from benchmarks.planting.situation import Aspect, Situation, as_it_is

yen = Situation(
    means="amounts in yen",
    kinds=(),
    plant=as_it_is,
    decides=frozenset({Aspect.CURRENCY, Aspect.CENTS}),
    currency="JPY",
)
