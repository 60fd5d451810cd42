"""Exchange rates that a company gives as a table of days, and what an amount is at one of them.

Nothing is looked up elsewhere and no rate is derived from two others: whoever signs a report has
to find the rate in the table.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from operator import attrgetter
from typing import Final

from suitehouse.ledger.money import Money, exponent

# Over a long weekend the last rate stands; an older one says nothing of the day.
OLDEST_DAYS: Final = 7
# Any amount and rate that are read multiply exactly in so many digits.
_DIGITS: Final = 60


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of `base` was worth in `quote` on a day, and who says so."""

    on: date
    base: str
    quote: str
    rate: Decimal
    source: str

    def __str__(self) -> str:
        worth = f"1 {self.base} = {self.rate.normalize():f} {self.quote}"
        return f"{worth}, {self.source}, {self.on}"

    def convert(self, money: Money) -> Money:
        """Return an amount of either currency in the other, rounded half up to its last decimal."""
        into = self.quote if money.currency == self.base else self.base
        with localcontext(prec=_DIGITS):
            worth = money.amount * self.rate if into == self.quote else money.amount / self.rate
            cent = Decimal(1).scaleb(-exponent(into))
            return Money(worth.quantize(cent, ROUND_HALF_UP), into)


class RateTable:
    """Rates by currencies and day.

    Attributes:
        name: The file they come from; empty where there is none.
        sha256: Digest of that file.
    """

    def __init__(self, rates: Iterable[Rate] = (), name: str = "", sha256: str = "") -> None:
        self.name = name
        self.sha256 = sha256
        self._rates: dict[tuple[str, str], list[Rate]] = defaultdict(list)
        for rate in sorted(rates, key=attrgetter("on")):
            self._rates[rate.base, rate.quote].append(rate)

    def __len__(self) -> int:
        return sum(map(len, self._rates.values()))

    def find(self, one: str, other: str, day: date) -> Rate | None:
        """Return the rate of a day between two currencies, in whichever direction it is given.

        It is the last on or before the day, and at most a week old; the one given from `one` to
        `other` where both directions are as old.
        """
        found = (self._last(one, other, day), self._last(other, one, day))
        fresh = [rate for rate in found if rate and day - rate.on <= timedelta(OLDEST_DAYS)]
        return max(fresh, key=attrgetter("on"), default=None)

    def _last(self, base: str, quote: str, day: date) -> Rate | None:
        rates = self._rates.get((base, quote), [])
        place = bisect_right(rates, day, key=attrgetter("on"))
        return rates[place - 1] if place else None
