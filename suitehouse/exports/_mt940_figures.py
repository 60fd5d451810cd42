"""The movements and balances of an MT940 file: dates, marks and amounts.

How a field is built is taken from the patterns of the `mt-940` library. Its own parsing is not
used, because it logs what it cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from mt940.tags import FinalOpeningBalance, Statement

from suitehouse.errors import ExportError
from suitehouse.exports._bank_entries import EXPORT_AGAIN
from suitehouse.exports._mt940_lines import TaggedField
from suitehouse.ledger.money import CURRENCY_CODE, fits, parse_amount

_MOVEMENT: Final = Statement().re
_BALANCE: Final = FinalOpeningBalance().re
# ISO 15022: years 80 to 99 are of the last century.
_FIRST_OLD_YEAR: Final = 80
_FEBRUARY: Final = 2
_THIRTIETH: Final = 30
# A reversed credit takes money away, a reversed debit brings it back.
_SIGNS: Final = {"C": 1, "RD": 1, "D": -1, "RC": -1}


@dataclass(frozen=True, slots=True)
class Movement:
    """What a `:61:` says.

    Attributes:
        on: When it was booked, else its value date.
        is_30_february: Whether a date is one that only the bank's calendar has.
    """

    on: date
    amount: Decimal
    reference: str
    bank_reference: str
    is_30_february: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """What a `:60F:` or `:62F:` says."""

    on: date
    amount: Decimal
    currency: str


def read_movement(file: str, found: TaggedField, currency: str) -> Movement:
    """Return a movement.

    Raises:
        ExportError: It is built in another way, or a part of it is not what it should be.
    """
    parts = _parts(file, found, _MOVEMENT)
    value_day, moved = _day(file, found, _year(parts["year"]), parts["month"], parts["day"])
    on = value_day
    if parts["entry_month"].strip() and parts["entry_day"].strip():
        on, entry_moved = _booked_on(file, found, value_day, parts)
        moved = moved or entry_moved
    amount = _amount(file, found, parts["amount"], currency)
    return Movement(
        on=on,
        amount=amount * _SIGNS[parts["status"].upper()],
        reference=parts["customer_reference"].strip(),
        bank_reference=parts["bank_reference"].strip(),
        is_30_february=moved,
    )


def read_balance(file: str, found: TaggedField) -> Balance:
    """Return a balance.

    Raises:
        ExportError: As `read_movement`.
    """
    parts = _parts(file, found, _BALANCE)
    currency = parts["currency"]
    if not CURRENCY_CODE.fullmatch(currency):
        raise _fault(file, found, "has no currency code")
    on, _ = _day(file, found, _year(parts["year"]), parts["month"], parts["day"])
    amount = _amount(file, found, parts["amount"], currency)
    return Balance(on, amount * _SIGNS[parts["status"].upper()], currency)


def _parts(file: str, found: TaggedField, pattern: re.Pattern[str]) -> Mapping[str, str]:
    match = pattern.fullmatch(found.value)
    # The patterns take the digits of any script.
    if match is None or not found.value[: match.end("amount")].isascii():
        raise _fault(file, found, "is not built as this field is")
    return {name: part or "" for name, part in match.groupdict().items()}


def _amount(file: str, found: TaggedField, printed: str, currency: str) -> Decimal:
    if "," not in printed:
        raise _fault(file, found, "has an amount without a decimal comma")
    try:
        amount = parse_amount(printed, decimal_comma=True)
    except ValueError as error:
        raise _fault(file, found, f"has an amount that {error}") from error
    if not fits(amount, currency):
        raise _fault(file, found, "has more decimals than its currency")
    return amount


def _year(printed: str) -> int:
    year = int(printed)
    return year + (1900 if year >= _FIRST_OLD_YEAR else 2000)


def _day(file: str, found: TaggedField, year: int, month: str, day: str) -> tuple[date, bool]:
    """A day, and whether it is the 29th or 30th of a shorter February.

    Banks that count thirty days to each month print those; the last of February is meant.
    """
    if int(month) == _FEBRUARY and 28 < int(day) <= _THIRTIETH:  # noqa: PLR2004 - February's days
        last = date(year, 3, 1).toordinal() - 1
        meant = date.fromordinal(last)
        return meant, meant.day != int(day)
    try:
        return date(year, int(month), int(day)), False
    except ValueError as error:
        raise _fault(file, found, "has a date that no calendar has") from error


def _booked_on(
    file: str, found: TaggedField, value_day: date, parts: Mapping[str, str]
) -> tuple[date, bool]:
    """The entry date has no year: it is the one nearest to the value date."""
    years = (value_day.year - 1, value_day.year, value_day.year + 1)
    month, day = parts["entry_month"], parts["entry_day"]
    days = [_day(file, found, year, month, day) for year in years]
    return min(days, key=lambda each: abs(each[0] - value_day))


def _fault(file: str, found: TaggedField, reason: str) -> ExportError:
    column = f":{found.tag}:"
    return ExportError(file, reason, line=found.start, column=column, remedy=EXPORT_AGAIN)
