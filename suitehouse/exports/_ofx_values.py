"""The values of OFX: amounts with either decimal mark, and dates that carry their zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from suitehouse.ledger.money import parse_amount

_AMOUNT: Final = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_MOMENT: Final = re.compile(
    r"(?P<day>[0-9]{8})(?P<time>[0-9]{6}(?:\.[0-9]{1,6})?|[0-9]{4})?"
    r"(?:\[(?P<hours>[+-]?[0-9]{1,2})(?P<part>\.[0-9]{1,2})?(?::[A-Za-z0-9/_+-]*)?\])?"
)
_MOST_HOURS: Final = 14


def ofx_amount(text: str) -> Decimal:
    """Return a signed amount; `.` and `,` are both decimal marks, since nothing parts thousands.

    Raises:
        ValueError: It is none. The message does not repeat it.
    """
    if not _AMOUNT.fullmatch(text):
        raise ValueError("is not an amount")
    return parse_amount(text.removeprefix("+").replace(",", "."))


def ofx_day(text: str) -> date:
    """Return the day of a date, as printed.

    Raises:
        ValueError: It is none. The message does not repeat it.
    """
    return _moment(text)[0].date()


def ofx_instant(text: str) -> datetime | None:
    """Return the instant of a date in UTC; absent where only the day is printed.

    A time without a zone is Greenwich's, as OFX says.

    Raises:
        ValueError: It is none. The message does not repeat it.
    """
    moment, has_time = _moment(text)
    if not has_time:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("is not a date") from None


def _moment(text: str) -> tuple[datetime, bool]:
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise ValueError("is not a date")
    time = (found["time"] or "000000").partition(".")[0].ljust(6, "0")
    hours = Decimal((found["hours"] or "0") + (found["part"] or ""))
    if abs(hours) > _MOST_HOURS:
        raise ValueError("has a zone that no place on earth has")
    zone = timezone(timedelta(minutes=int(hours * 60)))
    try:
        moment = datetime.strptime(found["day"] + time, "%Y%m%d%H%M%S").replace(tzinfo=zone)
    except ValueError:
        raise ValueError("is not a date") from None
    return moment, bool(found["time"])
