"""PayPal's typed reports: each line says in its first cell what it is for.

RH report, FH file, SH section, CH column names, SB a transaction, SF and SC totals and count of the
section, RF and RC of the report, FF count of the file. A report may go on in further files; its
totals then stand in the last and are compared only where all of it is in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, has_columns
from suitehouse.exports._paypal_footing import DOWNLOAD_AGAIN, Stretch, printed_count
from suitehouse.exports._paypal_kinds import EXPECTED, Conversions
from suitehouse.exports._paypal_rows import ALIASES, REQUIRED, RowParser, parse_moment
from suitehouse.ledger.export_file import (
    ExportRow,
    FileFacts,
    Finding,
    Reading,
    RowKind,
    Severity,
)
from suitehouse.ledger.item import ItemKind, LedgerItem
from suitehouse.tabular.columns import header_names, locate_columns
from suitehouse.tabular.dates import DaySpan
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

STATUS = "transactional status"
_AFTER_A_DISPUTE = (ItemKind.DISPUTE_REVERSAL, ItemKind.FEE)
_KINDS = {
    "RH": RowKind.LAYOUT,
    "FH": RowKind.LAYOUT,
    "SH": RowKind.LAYOUT,
    "CH": RowKind.LAYOUT,
    "SB": RowKind.ITEM,
    "SF": RowKind.TOTAL,
    "SC": RowKind.TOTAL,
    "RF": RowKind.TOTAL,
    "RC": RowKind.TOTAL,
    "FF": RowKind.FOOTER,
}


def column_names(records: Iterable[Record]) -> Record | None:
    """Return the first row that names the columns of a typed report."""
    named = (record for record in records if _type_of(record) == "CH")
    return next((record for record in named if has_columns(record, ALIASES, REQUIRED)), None)


def has_status(header: Record) -> bool:
    """Whether the rows say if a transaction was completed, so that not all move the balance."""
    return STATUS in header_names(header)


def read_sections(table: Table) -> Reading:
    """Return a typed report with each line accounted for; see `TableFormat`."""
    course = _Course(table.name)
    return Reading(course.rows(table.records()), lambda: course.facts(table.findings))


def _type_of(record: Record) -> str:
    return record.cells[0].strip().upper() if record.cells else ""


@dataclass(slots=True)
class _Course:
    """A report while it is gone through."""

    name: str
    parser: RowParser | None = None
    section: Stretch = field(default_factory=Stretch)
    report: Stretch = field(default_factory=Stretch)
    observed: Observed = field(default_factory=lambda: Observed(EXPECTED))
    conversions: Conversions = field(default_factory=Conversions)
    disputed: dict[str, str] = field(default_factory=dict)
    printed: DaySpan = field(default_factory=DaySpan)
    printed_at: datetime | None = None
    part: int = 1
    seen: set[str] = field(default_factory=set)
    footing: list[Finding] = field(default_factory=list)

    def rows(self, records: Iterable[Record]) -> Iterator[ExportRow]:
        for record in records:
            if not record.filled:
                kind, item = RowKind.LAYOUT, None
            else:
                kind, item = self._take(record)
            yield ExportRow(record.first_line, record.last_line, kind, record.row_hash, item)

    def _take(self, record: Record) -> tuple[RowKind, LedgerItem | None]:
        name = _type_of(record)
        if name not in _KINDS:
            raise self._fault(record, "begins with no row type of this report")
        if "FF" in self.seen:
            raise self._fault(record, "stands after the end of the report: two files were joined")
        self.seen.add(name)
        if name == "SB":
            return RowKind.ITEM, self._item(record)
        if name in _READERS:
            _READERS[name](self, record)
        return _KINDS[name], None

    def _item(self, record: Record) -> LedgerItem:
        if self.parser is None:
            raise self._fault(record, "stands above the row that names the columns")
        item = self._with_charge(self.parser.item(record))
        for each in (self.section, self.report, self.observed):
            each.add(item)
        if item.kind is ItemKind.CONVERSION and not item.set_aside:
            self.conversions.add(item.link, is_credit=item.money.amount > 0)
        return item

    def _with_charge(self, item: LedgerItem) -> LedgerItem:
        """A dispute names the charge; its reversal and its fee name the dispute."""
        if item.kind is ItemKind.DISPUTE:
            self.disputed[item.source_id] = item.link
        elif item.link in self.disputed and item.kind in _AFTER_A_DISPUTE:
            return replace(item, link=self.disputed[item.link])
        return item

    def report_header(self, record: Record) -> None:
        self.printed_at = self._moment(record, 1).replace(tzinfo=None)

    def file_header(self, record: Record) -> None:
        self.part = printed_count(self.name, record)

    def section_header(self, record: Record) -> None:
        self.section = Stretch()
        for at in (1, 2):
            self.printed.add(self._moment(record, at).date())

    def columns_header(self, record: Record) -> None:
        if column_names([record]) is None:
            raise self._fault(record, "names other columns than this report has")
        self.parser = RowParser(locate_columns(self.name, record, ALIASES))

    def section_total(self, record: Record) -> None:
        self.footing += self.section.foot(self.name, record)

    def section_count(self, record: Record) -> None:
        self._compare_count(record, self.section.count)
        self.footing += self.section.missing(record)

    def report_total(self, record: Record) -> None:
        if self.part == 1:
            self.footing += self.report.foot(self.name, record)

    def report_count(self, record: Record) -> None:
        if self.part == 1:
            self._compare_count(record, self.report.count)
            self.footing += self.report.missing(record)

    def file_count(self, record: Record) -> None:
        self._compare_count(record, self.report.count)

    def _compare_count(self, record: Record, counted: int) -> None:
        if printed_count(self.name, record) != counted:
            message = "The number of transactions is not the one that is printed."
            place = record.first_line
            self.footing.append(Finding(Severity.ERROR, "count_does_not_foot", message, place))

    def _moment(self, record: Record, at: int) -> datetime:
        try:
            return parse_moment(record.cells[at].strip() if at < len(record.cells) else "")
        except ValueError as error:
            raise self._fault(record, f"holds a moment that {error}") from error

    def facts(self, findings: Iterable[Finding]) -> FileFacts:
        said = (*findings, *self._ending(), *self.footing, *self.conversions.findings)
        facts = self.observed.facts(said)
        days: tuple[date, date] | None = self.printed.days or facts.covers
        whole = {"SC", "FF"} <= self.seen and not self.footing
        return replace(facts, covers=days, printed_at=self.printed_at, agrees_to_total=whole)

    def _ending(self) -> Iterator[Finding]:
        if "FF" not in self.seen:
            message = "The report has no FF row: it was cut off, so rows may be missing."
            yield Finding(Severity.ERROR, "truncated", message)
        elif self.part > 1 or "RC" not in self.seen:
            message = "The report is in several files; its totals over all were not compared."
            yield Finding(Severity.NOTE, "report_in_parts", message)

    def _fault(self, record: Record, reason: str) -> ExportError:
        return ExportError(self.name, reason, line=record.first_line, remedy=DOWNLOAD_AGAIN)


_READERS: dict[str, Callable[[_Course, Record], None]] = {
    "RH": _Course.report_header,
    "FH": _Course.file_header,
    "SH": _Course.section_header,
    "CH": _Course.columns_header,
    "SF": _Course.section_total,
    "SC": _Course.section_count,
    "RF": _Course.report_total,
    "RC": _Course.report_count,
    "FF": _Course.file_count,
}
