"""Printed time stamps of many systems: the day as printed, and the instant in UTC.

The day that a system prints decides the period, so it is kept beside the instant: an order at
eleven in the evening five hours west of Greenwich belongs to that day, not to the next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

# As 2025-01-15 17:41:00 -0500, 2017-05-07 0:00:00, 2026/6/12, 2020-04-26 14:45:34.083 UTC.
_STAMP = re.compile(
    r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})"
    r"(?:[ T](?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?"
    r" ?(?P<zone>UTC|Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """A printed moment.

    Attributes:
        day: The day as printed, in whatever zone.
        at: The instant in UTC; absent where only a day is printed.
    """

    day: date
    at: datetime | None = None


def parse_stamp(cell: str) -> Stamp:
    """Return a time stamp, year first; one without a zone is taken as UTC.

    Raises:
        ValueError: The cell is none, or its instant lies outside the calendar. The message does
            not repeat it.
    """
    found = _STAMP.fullmatch(cell)
    if not found:
        raise ValueError("is not a date and time")
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        return Stamp(day, _instant(day, found) if found["hour"] else None)
    except (ValueError, OverflowError):
        raise ValueError("is not a date and time") from None


def _instant(day: date, found: re.Match[str]) -> datetime:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    zone = _zone(found["zone"] or "")
    local = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=zone)
    return local.astimezone(UTC)


def _zone(printed: str) -> timezone:
    if printed in ("", "UTC", "Z"):
        return UTC
    digits = printed[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if printed[0] == "-" else offset)
