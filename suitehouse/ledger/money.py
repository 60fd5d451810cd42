"""Amounts of money, and the one place where a printed amount becomes a number.

A float never meets money. Nothing here rounds: an amount that does not fit is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

CURRENCY_CODE = re.compile(r"[A-Z]{3}")
# ISO 4217 minor units that differ from 2.
WITHOUT_DECIMALS = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX"}
    | {"UYI", "VND", "VUV", "XAF", "XOF", "XPF"}
)
THREE_DECIMALS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
# Decimal adds exactly up to 28 digits; 18 leave room for any number of rows.
_MOST_DIGITS = 18
_LONGEST_AMOUNT = 40
# The digits of a group of thousands, and the decimals of a dinar.
_THOUSANDS = 3
_AMOUNT = re.compile(
    r"(?P<minus>-?)\s?(?P<symbol>[$€£¥]?)(?P<inner_minus>-?)(?P<open>\(?)(?P<inner_symbol>[$€£¥]?)"
    # Thousands never begin with a nought: 0,014 has a decimal comma and is no fourteen.
    r"(?P<number>(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?P<close>\)?)"
)
_ONE_MARK = re.compile(r"[^0-9]*[1-9][0-9]{0,2}(?P<mark>[,.])[0-9]{3}[^0-9]*")
# Where a comma stands for the decimal point, thousands may also be told apart by a hard space.
_SWAP_MARKS = str.maketrans(",.", ".,", "\u00a0\u202f")
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, slots=True)
class Money:
    """A signed amount in one currency, in major units; positive means we receive.

    Raises:
        ValueError: The amount is not finite, the currency no ISO code, or two currencies would mix.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not self.amount.is_finite():
            raise ValueError("an amount must be finite")
        if not CURRENCY_CODE.fullmatch(self.currency):
            raise ValueError("a currency must be a three-letter ISO code")

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._amount_of(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._amount_of(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return f"{plain(self.amount, self.currency, thousands=True)} {self.currency}"

    def _amount_of(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise ValueError("two currencies cannot be added")
        return other.amount


def exponent(currency: str) -> int:
    """Return how many decimals the currency has."""
    if currency in WITHOUT_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def fits(amount: Decimal, currency: str) -> bool:
    """Whether an amount has no more significant decimals than its currency."""
    return _decimals(amount) <= exponent(currency)


def minor_units(amount: Decimal, currency: str) -> int:
    """Return an amount in its currency's smallest units: 12.34 USD is 1234, 12.345 BHD is 12345.

    Raises:
        ValueError: The amount has a part of a smallest unit.
    """
    if not fits(amount, currency):
        raise ValueError("has more decimals than its currency")
    return int(amount.scaleb(exponent(currency)))


def plain(amount: Decimal, currency: str, *, thousands: bool = False) -> str:
    """Return an amount in fixed notation: its currency's decimals, or more where it has more."""
    digits = max(exponent(currency), _decimals(amount))
    settled = abs(amount) if amount == 0 else amount
    return f"{settled:{',' if thousands else ''}.{digits}f}"


def _decimals(amount: Decimal) -> int:
    return -int(amount.normalize().as_tuple().exponent)


def parse_amount(text: str, *, decimal_comma: bool = False) -> Decimal:
    """Return the number in a printed amount: `1,200.00`, `-$200.00`, `$(250.00)`, `(420.81)`.

    Args:
        text: The cell as printed.
        decimal_comma: The format says that `1.200,00` is twelve hundred.

    Raises:
        ValueError: Anything else. The message does not repeat the cell.
    """
    cell = text.strip()
    if len(cell) > _LONGEST_AMOUNT:
        raise ValueError("is longer than an amount can be")
    found = _AMOUNT.fullmatch(cell.translate(_SWAP_MARKS) if decimal_comma else cell)
    if not found or bool(found["open"]) != bool(found["close"]):
        raise ValueError("is not an amount")
    marks = [mark for mark in (found["minus"], found["inner_minus"], found["open"]) if mark]
    if len(marks) > 1 or (found["symbol"] and found["inner_symbol"]):
        raise ValueError("has two signs")
    digits = found["number"].replace(",", "")
    if len(digits) > _MOST_DIGITS:
        raise ValueError("is longer than an amount can be")
    amount = Decimal(digits)
    return -amount if marks and amount else amount


def is_open_amount(text: str, decimals: int) -> bool:
    """Whether an amount's only mark may be a decimal one or part thousands, and nothing else tells.

    `12,500` KWD may be twelve and a half, `15.000` JPY fifteen thousand. A comma leaves it open in
    a currency of three `decimals`, a point in one of fewer, which prints no three.
    """
    found = _ONE_MARK.fullmatch(text.strip())
    return found is not None and (found["mark"] == ",") == (decimals == _THOUSANDS)


def parse_minor_units(text: str, digits: int) -> Decimal:
    """Return the amount in a whole number of small units: `2040000` with 2 digits is 20,400.00.

    Raises:
        ValueError: Anything else. The message does not repeat the cell.
    """
    cell = text.strip()
    if not _WHOLE_NUMBER.fullmatch(cell):
        raise ValueError("is not a whole number of the smallest units")
    return Decimal(cell).scaleb(-digits)
