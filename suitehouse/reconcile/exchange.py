"""Pairs in two currencies: what the right side's figure is in the left side's currency.

Only pairs that a number has made are looked at: a converted amount never pairs anything. Where the
right side itself says what it exchanged the amount to, that is taken; else the rate of its day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl

from suitehouse.ledger.money import Money
from suitehouse.reconcile.rates import RateTable
from suitehouse.reconcile.store import MONEY, ItemStore

# Each with the right side's figure in the left's currency, and how sentences say it. What is equal
# is no difference, for the rate explains it. An own exchange is exact: compared like any amount.
_CONVERTED: Final = """
create or replace table converted (
    grp integer, figure decimal(38, 5), is_equal boolean, is_own boolean, told varchar
)
"""
_OWN: Final = """
insert into converted
    select p.l, r.amount, false, true, concat(money(r.compared, r.asked_in), ' in ', theirs(),
        ', which it exchanged to ', money(r.amount, r.currency))
    from pairs p join left_side l on p.l = l.item join right_side r on p.r = r.item
    where r.asked_in <> r.currency and l.asked_in <> r.asked_in and l.asked_in = r.currency
"""
_ABROAD: Final = """
select p.l, r."on", l.compared, l.asked_in, r.compared, r.asked_in
from pairs p join left_side l on p.l = l.item join right_side r on p.r = r.item
where l.asked_in <> r.asked_in and l.asked_in <> r.currency
order by p.l
"""
_RATED: Final = pl.Schema(
    {
        "grp": pl.Int32(),
        "figure": MONEY,
        "is_equal": pl.Boolean(),
        "is_own": pl.Boolean(),
        "told": pl.String(),
    }
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """The rates of a company, and how far an amount may be from what one of them makes of it.

    Attributes:
        tolerance: As a share of the left side's figure.
    """

    rates: RateTable = field(default_factory=RateTable)
    tolerance: Decimal = Decimal("0.01")

    def explains(self, ours: Money, converted: Money) -> bool:
        """Whether the rate makes one figure of the other, but for the tolerance."""
        gap = converted.amount - ours.amount
        return abs(gap) <= self.tolerance * abs(ours.amount)


def convert_pairs(store: ItemStore, exchange: Exchange, theirs: str) -> None:
    """Fill `converted` with the pairs in two currencies for which there is a rate.

    Args:
        store: Where a reconciliation's pairs are.
        exchange: The rates.
        theirs: What the right side is called in sentences.
    """
    store.connection.execute(_CONVERTED)
    store.connection.execute(_OWN)
    if len(exchange.rates):
        rows = [_rated(exchange, theirs, *row) for row in store.rows(_ABROAD)]
        store.fill("converted", [row for row in rows if row], _RATED)


def _rated(
    exchange: Exchange, theirs: str, grp: int, day: date, *figures: Any
) -> tuple[Any, ...] | None:
    our_amount, our_currency, their_amount, their_currency = figures
    rate = exchange.rates.find(their_currency, our_currency, day)
    if rate is None:
        return None
    shown = Money(their_amount, their_currency)
    converted = rate.convert(shown)
    is_equal = exchange.explains(Money(our_amount, our_currency), converted)
    told = f"{shown} in {theirs}, which is {converted} ({rate})"
    return grp, converted.amount, is_equal, False, told
