"""Local times whose zone stands in a column of its own: the instant they mean.

A short name says which half of the year it is (`PST`, `PDT`), so it is a fixed distance from UTC;
a long one is looked up with the date. Short names that mean several zones (`IST`) are not known.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_HOURS: Final = {
    "HST": -10, "AKST": -9, "AKDT": -8, "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "CST": -6,
    "CDT": -5, "EST": -5, "EDT": -4, "AST": -4, "ADT": -3, "BRT": -3, "UTC": 0, "GMT": 0, "Z": 0,
    "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2, "EET": 2, "EEST": 3,
    "MSK": 3, "SGT": 8, "HKT": 8, "AWST": 8, "JST": 9, "AEST": 10, "AEDT": 11, "NZST": 12,
    "NZDT": 13,
}  # fmt: skip
# Names by which shop tills tell zones, next to those of the time zone database.
_PLACES: Final = {
    "hawaii": "Pacific/Honolulu",
    "alaska": "America/Anchorage",
    "pacific time (us & canada)": "America/Los_Angeles",
    "arizona": "America/Phoenix",
    "mountain time (us & canada)": "America/Denver",
    "central time (us & canada)": "America/Chicago",
    "saskatchewan": "America/Regina",
    "eastern time (us & canada)": "America/New_York",
    "indiana (east)": "America/Indiana/Indianapolis",
    "atlantic time (canada)": "America/Halifax",
    "newfoundland": "America/St_Johns",
    "dublin": "Europe/Dublin",
    "london": "Europe/London",
    "edinburgh": "Europe/London",
    "madrid": "Europe/Madrid",
    "paris": "Europe/Paris",
    "berlin": "Europe/Berlin",
    "amsterdam": "Europe/Amsterdam",
    "tokyo": "Asia/Tokyo",
    "osaka": "Asia/Tokyo",
    "sapporo": "Asia/Tokyo",
    "perth": "Australia/Perth",
    "adelaide": "Australia/Adelaide",
    "darwin": "Australia/Darwin",
    "brisbane": "Australia/Brisbane",
    "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne",
    "canberra": "Australia/Melbourne",
    "hobart": "Australia/Hobart",
}
_DATABASE_NAME: Final = re.compile(r"[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_-]+){1,2}")
_OFFSET: Final = re.compile(r"(?:(?:GMT|UTC) ?)?([+-])([0-9]{1,2}):?([0-9]{2})?")
_CLOCK: Final = re.compile(
    r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?:\s?([AaPp])\.?[Mm]\.?)?", re.ASCII
)
_NOON: Final = 12


@lru_cache(maxsize=256)
def zone_named(name: str) -> tzinfo | None:
    """Return the zone of a short name, a place or a distance from UTC; nothing if it is unknown."""
    if name.upper() in _HOURS:
        return timezone(timedelta(hours=_HOURS[name.upper()]))
    if offset := _OFFSET.fullmatch(name):
        return _fixed(offset)
    place = _PLACES.get(name.casefold(), name)
    if not _DATABASE_NAME.fullmatch(place):
        return None
    try:
        return ZoneInfo(place)
    except (KeyError, ValueError, OSError):
        return None


def _fixed(offset: re.Match[str]) -> tzinfo | None:
    away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    if away >= timedelta(days=1):
        return None
    return timezone(-away if offset[1] == "-" else away)


def parse_clock(cell: str) -> time:
    """Return a printed time of day: `23:31:39`, `2:30:00 PM`.

    Raises:
        ValueError: It is none. The message does not repeat it.
    """
    found = _CLOCK.fullmatch(cell)
    if not found:
        raise ValueError("is not a time of day")
    hour = int(found[1])
    try:
        if found[4]:
            hour = _of_24(hour, found[4])
        return time(hour, int(found[2]), int(found[3] or 0))
    except ValueError:
        raise ValueError("is not a time of day") from None


def _of_24(hour: int, half: str) -> int:
    if not 1 <= hour <= _NOON:
        raise ValueError
    return hour % _NOON + (_NOON if half in "Pp" else 0)


def instant_of(day: date, clock: time, zone: tzinfo) -> datetime | None:
    """Return a local time in UTC, the earlier of two where the clock was put back.

    Nothing where that is off the calendar.
    """
    try:
        return datetime.combine(day, clock, zone).astimezone(UTC)
    except OverflowError:
        return None
