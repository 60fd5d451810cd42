"""All that chance decides, out of one stream of random numbers that is handed in."""

from __future__ import annotations

import calendar
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar

from suitehouse.ledger.money import exponent

Some = TypeVar("Some")
CURRENCIES = ("USD", "USD", "USD", "EUR", "GBP")
_NAMES = ("Harbour", "Alder", "Quarry", "Beacon", "Willow", "Copper", "Meridian", "Juniper")
_TRADES = ("Freight", "Joinery", "Foods", "Optics", "Textiles", "Printing", "Tools", "Glass")
# A changed digit and two that swap places never lead from one such number to another.
_CHECK = 97


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month: first and last day, both included."""

    first: date

    @property
    def last(self) -> date:
        """The last day."""
        days = calendar.monthrange(self.first.year, self.first.month)[1]
        return self.first.replace(day=days)

    @property
    def label(self) -> str:
        """The month as `--period` takes it."""
        return f"{self.first:%Y-%m}"


class Draw:
    """Draws numbers, amounts, days and names; numbers and amounts never twice."""

    def __init__(self, source: random.Random) -> None:
        self._random = source
        self._numbers = source.sample(range(1_031, 10_300), 2_000)
        self._units = source.sample(range(5_000, 900_000), 4_000)
        self._count = 0
        self.month = Month(date(source.randint(2019, 2031), source.randint(1, 12), 1))

    def number(self) -> int:
        """Return an invoice number of six digits, more than one slip from all others."""
        return self._numbers.pop() * _CHECK + 1

    def amount(self, currency: str) -> Decimal:
        """Return an amount that nothing else has."""
        return Decimal(self._units.pop()).scaleb(-exponent(currency))

    def of(self, choices: Sequence[Some]) -> Some:
        """Return one of some values, each as likely."""
        return self._random.choice(choices)

    def below(self, count: int) -> int:
        """Return a whole number from nought."""
        return self._random.randrange(count)

    def shuffled(self, values: Sequence[Some]) -> list[Some]:
        """Return the values in another order."""
        return self._random.sample(values, len(values))

    def day(self) -> date:
        """Return a day in the middle of the month."""
        return self.month.first + timedelta(days=5 + self.below(15))

    def moment(self, day: date) -> datetime:
        """Return a second of a day."""
        return datetime.combine(day, time(0)) + timedelta(seconds=self.below(86_400))

    def party(self) -> str:
        """Return a customer's name that nobody else has."""
        self._count += 1
        return f"{self.of(_NAMES)} {self.of(_TRADES)} {self._count}"

    def hexadecimal(self, length: int) -> str:
        """Return digits that no one takes for a card number: every third is a letter."""
        places = range(length)
        return "".join(self.of("0123456789" if at % 3 else "ABCDEF") for at in places)
