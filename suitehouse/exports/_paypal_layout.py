"""How one activity download writes its days and amounts, told from all of its rows.

The account's language and country decide both, and no cell says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from suitehouse.exports._printed_notation import OTHER_MARK
from suitehouse.tabular.columns import Columns, header_names
from suitehouse.tabular.dates import DATE_STYLES, DAY_FIRST, DateStyle, styles_that_fit
from suitehouse.tabular.records import Record

DOWNLOAD_AGAIN = "Download the activity again as CSV and do not edit it."
_AMOUNTS = ("gross", "fee", "net", "balance")
_DECIMALS = re.compile(r"[,.](?=[0-9]{1,2}\Z)")
_ENGLISH = {"gross", "currency"}


@dataclass(frozen=True, slots=True)
class Writing:
    """How a file writes its days and amounts.

    Attributes:
        style: The order of day, month and year.
        others: Other orders that fit as well.
        decimal_comma: Whether a comma stands before the cents.
    """

    style: DateStyle
    others: tuple[DateStyle, ...]
    decimal_comma: bool


def writing_of(columns: Columns, header: Record, rows: Iterable[Record]) -> Writing:
    """Return how a file writes days and amounts.

    Raises:
        ExportError: No order of day and month fits, or both decimal marks are used.
    """
    is_english = header_names(header) >= _ENGLISH
    seen = _Seen(columns)
    for record in rows:
        seen.add(record)
    styles = seen.ranked(is_english=is_english)
    return Writing(styles[0], tuple(styles[1:]), seen.has_decimal_comma(is_english=is_english))


@dataclass(slots=True)
class _Order:
    """Whether the days of a file, read in one style, only rise or only fall."""

    last: date | None = None
    rises: bool = True
    falls: bool = True

    def add(self, day: date) -> None:
        if self.last is not None:
            self.rises &= day >= self.last
            self.falls &= day <= self.last
        self.last = day


@dataclass(slots=True)
class _Seen:
    columns: Columns
    styles: tuple[DateStyle, ...] = DATE_STYLES
    orders: dict[str, _Order] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)

    def add(self, record: Record) -> None:
        cell = self.columns.text(record, "date")
        self.styles = styles_that_fit([cell], self.styles)
        if not self.styles:
            raise self.columns.fault(record, "date", "is not a date as the lines above write it")
        for style in self.styles:
            if day := style.parse(cell):
                self.orders.setdefault(style.name, _Order()).add(day)
        for name in _AMOUNTS:
            self.marks.update(_DECIMALS.findall(self.columns.text(record, name)))
            if len(self.marks) > 1:
                raise self.columns.fault(record, name, OTHER_MARK)

    def ranked(self, *, is_english: bool) -> Sequence[DateStyle]:
        """The styles that fit, likeliest first; languages but English put the day first."""
        if DAY_FIRST in self.styles and not is_english:
            return [DAY_FIRST]
        ordered = [style for style in self.styles if self._is_ordered(style)]
        return ordered or self.styles

    def _is_ordered(self, style: DateStyle) -> bool:
        order = self.orders.get(style.name, _Order())
        return order.rises or order.falls

    def has_decimal_comma(self, *, is_english: bool) -> bool:
        return "," in self.marks if self.marks else not is_english
