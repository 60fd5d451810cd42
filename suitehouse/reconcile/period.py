"""The period a reconciliation speaks for, and the window in which partners are looked for."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from suitehouse.errors import ConfigurationError
from suitehouse.ledger.export_file import ExportFile

_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both included; days are those each system prints, without a zone."""

    start: date
    end: date

    def contains(self, day: date) -> bool:
        """Whether a day lies in the period."""
        return self.start <= day <= self.end

    def widened(self, days: int) -> Period:
        """Return the period with that many days more at both ends."""
        start = max(self.start.toordinal() - days, date.min.toordinal())
        end = min(self.end.toordinal() + days, date.max.toordinal())
        return Period(date.fromordinal(start), date.fromordinal(end))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def shared_days(self, other: Period) -> int:
        """Return how many days are in both."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        return max(shared.days + 1, 0)

    def within(self, other: Period) -> Period | None:
        """Return the days that are in both; None where there are none."""
        shared = Period(max(self.start, other.start), min(self.end, other.end))
        return shared if shared.start <= shared.end else None

    @property
    def in_words(self) -> str:
        """`March 2026` for a whole month, else first and last day in words, or the only day."""
        if "_" not in self.label:
            return f"{self.start:%B %Y}"
        if self.start == self.end:
            return day_in_words(self.start)
        return f"{day_in_words(self.start)} to {day_in_words(self.end)}"

    @property
    def label(self) -> str:
        """`2026-03` for a whole month, else first and last day."""
        if (self.start, self.end) == _month_days(self.start.year, self.start.month):
            return f"{self.start:%Y-%m}"
        return f"{self.start}_{self.end}"


def day_in_words(day: date) -> str:
    """Return a day as sentences name it: `3 March 2026`."""
    return f"{day.day} {day:%B %Y}"


def parse_month(text: str) -> Period:
    """Return the month written `YYYY-MM` as a period.

    Raises:
        ConfigurationError: The text is no month.
    """
    found = _MONTH.fullmatch(text)
    if not found or found["year"] == "0000":
        raise ConfigurationError("--period must be a month written YYYY-MM, such as 2026-03.")
    return Period(*_month_days(int(found["year"]), int(found["month"])))


def month_before(day: date) -> Period:
    """Return the month before the one that a day is in."""
    last = day.replace(day=1) - timedelta(days=1)
    return Period(*_month_days(last.year, last.month))


def day_of_month(day: date, number: int) -> date:
    """Return the numbered day of the month that a day is in; its last day where it is shorter."""
    _, last = _month_days(day.year, day.month)
    return last.replace(day=min(number, last.day))


def covered_period(files: Iterable[ExportFile]) -> Period | None:
    """Return the span that files cover, as they print it or else as their rows are dated."""
    spans = [file.covers for file in files if file.covers]
    if not spans:
        return None
    return Period(min(span[0] for span in spans), max(span[1] for span in spans))


def _month_days(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
