"""The ERP holds the invoice in its home currency, at a rate of the day."""

from __future__ import annotations

from decimal import Decimal

from benchmarks.planting.case import Case
from benchmarks.planting.landing import BASE_CURRENCY, RATES
from benchmarks.planting.rows import cut
from benchmarks.planting.situation import ERP_AMOUNTS, ERP_PAIRED, Situation


def _plant(case: Case) -> None:
    rate = Decimal(RATES[case.own.currency]) * case.draw.of((Decimal("0.98"), Decimal("1.015")))
    amount = cut(case.own.amount / rate, BASE_CURRENCY)
    case.change_document(amount=amount, tax=Decimal(0), currency=BASE_CURRENCY)
    case.erp.kinds.append("fx_difference")


home_currency_in_erp = Situation(
    means="converted in the ERP at another rate",
    kinds=("fx_difference",),
    plant=_plant,
    decides=ERP_AMOUNTS,
    needs=ERP_PAIRED,
    currency="EUR",
)
