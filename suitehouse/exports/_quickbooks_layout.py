"""The frame that QuickBooks puts around every report it saves as CSV, whatever its columns.

Title lines, a header whose first cell is empty, detail rows, subtotals, TOTAL, blank lines, and a
footer with the moment of printing. Each line is told what it is for before any cell is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from suitehouse.errors import ExportError
from suitehouse.ledger.export_file import RowKind
from suitehouse.tabular.columns import Columns, header_names, locate_columns
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

EXPORT_AGAIN = "Export the report again and do not edit it."
# A customer may be called "Monday, Inc": the footer goes on with a date.
_FOOTER = re.compile(
    r"(?:(?:accrual|cash) basis[ ,-]*(?:$|(?=[a-z]+day,)))?"
    r"(?:(?<=basis)$|(?:mon|tues|wednes|thurs|fri|satur|sun)day, +"
    r"(?:[a-z]+ +[0-9]{1,2}|[0-9]{1,2} +[a-z]+),? +[0-9]{4})",
    re.IGNORECASE,
)
_CASH_BASIS = re.compile(r"cash basis\b", re.IGNORECASE)
_RANGE = re.compile(
    r"(?P<month>[A-Z][a-z]+) (?P<day>\d{1,2})(?:, (?P<year>\d{4}))? ?[-\u2013] ?"
    r"(?:(?P<last_month>[A-Z][a-z]+) )?(?P<last_day>\d{1,2}), (?P<last_year>\d{4})"
)
_PRINTED_AT = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4} \d{1,2}:\d{2} [AP]M")
_LONGEST_ENTITY = 80
TOTAL_FOR = "total for "


@dataclass(slots=True)
class Layout:
    """A report's frame, as far as its lines have been gone through.

    Attributes:
        header: The record that names the columns.
        has_groups: Whether rows may stand under names and above subtotals and TOTAL.
        total: The TOTAL row; absent where the file was cut off.
    """

    columns: Columns
    header: Record
    has_groups: bool = True
    title: list[Record] = field(default_factory=list)
    total: Record | None = None
    footer: list[Record] = field(default_factory=list)

    @property
    def printed_range(self) -> tuple[date, date] | None:
        """First and last day in the title (`March 1-31, 2026`); absent for `All Dates`."""
        cells = (cell for record in self.title for cell in record.filled)
        found = next((match for cell in cells if (match := _RANGE.fullmatch(cell))), None)
        return _range_days(found) if found else None

    @property
    def printed_at(self) -> datetime | None:
        """When the report was made, by the clock of the footer."""
        cells = (record.filled[0] for record in self.footer)
        found = next((match for cell in cells if (match := _PRINTED_AT.search(cell))), None)
        return _moment(found[0], "%B %d, %Y %I:%M %p") if found else None

    @property
    def is_cash_basis(self) -> bool:
        """Whether the footer says that amounts are those paid, dated by their payment."""
        return any(_CASH_BASIS.match(record.filled[0]) for record in self.footer)

    @property
    def entity(self) -> str:
        """The company in the first title line; empty where that is something else."""
        first = next((record.filled[0] for record in self.title if record.filled), "")
        return first if len(first) <= _LONGEST_ENTITY and not _RANGE.fullmatch(first) else ""


def find_header(
    records: Iterable[Record], aliases: Mapping[str, Sequence[str]], required: Sequence[str]
) -> Record | None:
    """Return the first record that has every required column under one of its names."""
    for record in records:
        names = header_names(record)
        if all(names.intersection(aliases[wanted]) for wanted in required):
            return record
    return None


def lay_out(table: Table, aliases: Mapping[str, Sequence[str]], required: Sequence[str]) -> Layout:
    """Return a report's frame before any of its lines has been gone through.

    Raises:
        ExportError: The report has no header with the required columns.
    """
    header = find_header(table.records(), aliases, required)
    if header is None:
        raise ExportError(table.name, "has no header of this report", remedy=EXPORT_AGAIN)
    return Layout(locate_columns(table.name, header, aliases), header)


def walk(table: Table, layout: Layout) -> Iterator[tuple[Record, RowKind]]:
    """Yield each record with what it is for; the layout is complete after the last.

    Raises:
        ExportError: Rows stand after TOTAL, so the file is not one whole report, or a row has
            another delimiter.
    """
    layout.title, layout.footer, layout.total = [], [], None
    for record in table.records():
        if record.first_line < layout.header.first_line:
            layout.title.append(record)
        is_below = record.first_line > layout.header.first_line
        if is_below:
            layout.columns.check_delimiter(record)
        yield record, _kind_of(record, layout) if is_below else RowKind.LAYOUT


def _kind_of(record: Record, layout: Layout) -> RowKind:
    filled = record.filled
    if not filled:
        return RowKind.LAYOUT
    is_alone = len(filled) == 1
    if is_alone and (layout.total is not None or _FOOTER.match(filled[0])):
        layout.footer.append(record)
        return RowKind.FOOTER
    if not layout.has_groups:
        return RowKind.ITEM
    if layout.total is not None:
        reason = "stands after the TOTAL row, where only the footer belongs"
        raise ExportError(layout.columns.file, reason, line=record.first_line, remedy=EXPORT_AGAIN)
    is_named_alone = is_alone and bool(record.cells[0].strip())
    # A customer may be called "Total"; the row of totals is so called in capitals, or has figures.
    if filled[0] == "TOTAL" or (filled[0].casefold() == "total" and not is_named_alone):
        layout.total = record
        return RowKind.TOTAL
    if is_named_alone:
        return RowKind.LAYOUT
    return RowKind.TOTAL if filled[0].casefold().startswith(TOTAL_FOR) else RowKind.ITEM


def _range_days(found: re.Match[str]) -> tuple[date, date] | None:
    last_year, last_month = found["last_year"], found["last_month"] or found["month"]
    first = _moment(f"{found['month']} {found['day']} {found['year'] or last_year}", "%B %d %Y")
    last = _moment(f"{last_month} {found['last_day']} {last_year}", "%B %d %Y")
    if first is None or last is None or first > last:
        return None
    return first.date(), last.date()


def _moment(text: str, style: str) -> datetime | None:
    try:
        return datetime.strptime(text, style)  # noqa: DTZ007 - the report names no zone we could trust
    except ValueError:
        return None
