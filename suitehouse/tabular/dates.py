"""Printed dates: which order of day and month a file uses, and time stamps that carry no zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

_SLASHED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})[/-]([0-9]{1,2})[/-]([0-9]{1,2})")
# As 12-Mar-2026 or 12 March 2026.
_NAMED = re.compile(r"([0-9]{1,2})[- .]([A-Za-z]{3})[a-z]{0,6}[- .,]{1,2}([0-9]{4})")
# As connectors write it; ISO knows a letter or a distance only.
_ZONE_IN_WORDS = re.compile(r" UTC\Z")
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"


@dataclass(frozen=True, slots=True)
class DateStyle:
    """One way to print a day."""

    name: str
    parse: Callable[[str], date | None]


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month_first(cell: str) -> date | None:
    found = _SLASHED.fullmatch(cell)
    return _day(found[3], found[1], found[2]) if found else None


def _day_first(cell: str) -> date | None:
    found = _SLASHED.fullmatch(cell)
    return _day(found[3], found[2], found[1]) if found else None


def _year_first(cell: str) -> date | None:
    found = _ISO_DAY.fullmatch(cell)
    return _day(found[1], found[2], found[3]) if found else None


def _month_named(cell: str) -> date | None:
    found = _NAMED.fullmatch(cell)
    month = _MONTHS.find(found[2].casefold()) if found else -1
    return _day(found[3], str(month // 3 + 1), found[1]) if found and month % 3 == 0 else None


MONTH_FIRST = DateStyle("month/day/year", _month_first)
DAY_FIRST = DateStyle("day/month/year", _day_first)
YEAR_FIRST = DateStyle("year-month-day", _year_first)
MONTH_NAMED = DateStyle("day-month name-year", _month_named)
DATE_STYLES = (MONTH_FIRST, DAY_FIRST, YEAR_FIRST)


def styles_that_fit(
    cells: Iterable[str], styles: Iterable[DateStyle] = DATE_STYLES
) -> tuple[DateStyle, ...]:
    """Return the styles in which every cell is a day; one file uses one style throughout."""
    days = tuple(cells)
    return tuple(style for style in styles if all(map(style.parse, days)))


@dataclass(slots=True)
class DaySpan:
    """The first and the last of some days."""

    days: tuple[date, date] | None = None

    def add(self, day: date) -> None:
        """Take in one more day."""
        first, last = self.days or (day, day)
        self.days = min(first, day), max(last, day)


def parse_instant(cell: str) -> datetime:
    """Return a printed time stamp as an aware UTC instant; one without a zone is taken as UTC.

    Raises:
        ValueError: The cell is no ISO date or time stamp, or in UTC outside the calendar. The
            message does not repeat it.
    """
    try:
        instant = datetime.fromisoformat(_ZONE_IN_WORDS.sub("+00:00", cell))
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        # Overflow: a zone may carry the first or last day of the calendar out of it.
        raise ValueError("is not a date and time") from None
