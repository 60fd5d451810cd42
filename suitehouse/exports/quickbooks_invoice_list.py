"""QuickBooks Online "Invoice List": a report as CSV, with title lines, a TOTAL row and a footer.

Columns are found by header; QuickBooks renamed some over the years. Amounts are signed as we need
them (a credit memo is negative). The file names no transaction id, so a row is known by its
document number. Customer names are not read; the memo only for "Voided" and invoice numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.ledger.export_file import ExportFile, ExportRow, Finding, RowKind, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money, parse_amount
from suitehouse.tabular.columns import Columns, header_names, locate_columns
from suitehouse.tabular.dates import DateStyle, styles_that_fit
from suitehouse.tabular.records import Record, TextTable
from suitehouse.tabular.references import mentioned_numbers, safe_reference

_ALIASES = {
    "date": ("date", "transaction date"),
    "type": ("transaction type",),
    "number": ("num", "no.", "transaction number"),
    "memo": ("memo/description", "description"),
    "due_date": ("due date",),
    "amount": ("amount",),
    "open_balance": ("open balance",),
    "currency": ("currency",),
}
_REQUIRED = ("date", "type", "number", "amount", "open_balance")
_KINDS = {"invoice": ItemKind.INVOICE, "credit memo": ItemKind.CREDIT_NOTE}
_VOID = re.compile(r"\bvoid(?:ed)?\b", re.IGNORECASE)
_FOOTER = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,|accrual basis|cash basis)", re.IGNORECASE
)
_RANGE = re.compile(
    r"(?P<month>[A-Z][a-z]+) (?P<day>\d{1,2})(?:, (?P<year>\d{4}))? ?[-\u2013] ?"
    r"(?:(?P<last_month>[A-Z][a-z]+) )?(?P<last_day>\d{1,2}), (?P<last_year>\d{4})"
)
_PRINTED_AT = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4} \d{1,2}:\d{2} [AP]M")
_LONGEST_ENTITY = 80
_EXPORT_AGAIN = "Export the report again and do not edit it."


class QuickBooksInvoiceList:
    """The export format; see the module."""

    side = Side.ERP

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the report's header."""
        return _header_of(head) is not None

    def read(self, table: TextTable, *, home_currency: str) -> ExportFile:
        """Return the report with each line accounted for; see `ExportFormat`."""
        layout = _lay_out(table)
        parser = _Parser(layout.columns, _date_style(table, layout), home_currency)
        rows = tuple(_rows(layout, parser))
        items = [row.item for row in rows if row.item is not None]
        covers = _printed_range(layout.title) or _span(items)
        footing = _footing(layout, items)
        findings = (*table.findings, *_findings(layout, items, covers), *footing)
        return ExportFile(
            name=table.name,
            sha256=table.sha256,
            format="quickbooks_invoice_list",
            system="QuickBooks",
            side=self.side,
            encoding=table.encoding,
            delimiter=table.delimiter,
            line_count=table.line_count,
            rows=rows,
            findings=findings,
            covers=covers,
            entity=_entity(layout.title),
            printed_at=_printed_at(layout.footer),
            agrees_to_total=layout.total is not None and not footing,
        )


quickbooks_invoice_list = QuickBooksInvoiceList()


@dataclass(slots=True)
class _Layout:
    columns: Columns
    title: list[Record] = field(default_factory=list)
    kinds: list[tuple[Record, RowKind]] = field(default_factory=list)
    total: Record | None = None
    footer: list[Record] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns
    style: DateStyle
    home_currency: str

    def item(self, record: Record) -> LedgerItem:
        columns = self.columns
        columns.check_width(record)
        currency = self.home_currency
        if columns.text(record, "currency"):
            currency = columns.currency(record, "currency")
        amount = columns.amount(record, "amount", currency)
        open_amount = self._open_amount(record, currency)
        memo = columns.text(record, "memo")
        number = safe_reference(columns.text(record, "number"))
        return LedgerItem(
            side=Side.ERP,
            kind=_KINDS.get(columns.text(record, "type").casefold(), ItemKind.OTHER),
            source_file=columns.file,
            source_row=record.first_line,
            source_id=number or f"row-{record.row_hash}",
            on=self._day(record),
            money=Money(amount, currency),
            row_hash=record.row_hash,
            references=(number,) if number else (),
            mentions=mentioned_numbers(memo),
            status=_status(amount, open_amount, is_void=bool(_VOID.search(memo)) and not amount),
            open_amount=open_amount,
        )

    def _open_amount(self, record: Record, currency: str) -> Decimal | None:
        if not self.columns.text(record, "open_balance"):
            return None
        return self.columns.amount(record, "open_balance", currency)

    def _day(self, record: Record) -> date:
        day = self.style.parse(self.columns.text(record, "date"))
        if day is None:
            raise self.columns.fault(record, "date", "is not a date")
        return day


def _header_of(records: Sequence[Record]) -> Record | None:
    for record in records:
        names = header_names(record)
        if all(names.intersection(_ALIASES[wanted]) for wanted in _REQUIRED):
            return record
    return None


def _lay_out(table: TextTable) -> _Layout:
    header = _header_of(table.records)
    if header is None:
        reason = "has no header of an Invoice List"
        raise ExportError(table.name, reason, remedy=_EXPORT_AGAIN)
    layout = _Layout(locate_columns(table.name, header, _ALIASES))
    for record in table.records:
        if record.first_line <= header.first_line:
            kind = RowKind.LAYOUT
            layout.title += [record] if record is not header else []
        else:
            kind = _kind_of(record, layout)
        layout.kinds.append((record, kind))
    return layout


def _kind_of(record: Record, layout: _Layout) -> RowKind:
    filled = record.filled
    if not filled:
        return RowKind.LAYOUT
    is_alone = len(filled) == 1
    if is_alone and (layout.total is not None or _FOOTER.match(filled[0])):
        layout.footer.append(record)
        return RowKind.FOOTER
    if layout.total is not None:
        reason = "stands after the TOTAL row, where only the footer belongs"
        raise ExportError(layout.columns.file, reason, line=record.first_line, remedy=_EXPORT_AGAIN)
    if filled[0].casefold() == "total":
        layout.total = record
        return RowKind.TOTAL
    if filled[0].casefold().startswith("total for "):
        return RowKind.TOTAL
    is_group_name = is_alone and bool(record.cells[0].strip())
    return RowKind.LAYOUT if is_group_name else RowKind.ITEM


def _date_style(table: TextTable, layout: _Layout) -> DateStyle:
    records = [record for record, kind in layout.kinds if kind is RowKind.ITEM]
    cells = [
        layout.columns.text(record, name) for record in records for name in ("date", "due_date")
    ]
    styles = styles_that_fit([cell for cell in cells if cell])
    if not styles:
        reason = "prints its dates in no single order of day, month and year"
        raise ExportError(table.name, reason, column="date", remedy=_EXPORT_AGAIN)
    return styles[0]


def _rows(layout: _Layout, parser: _Parser) -> Iterator[ExportRow]:
    for record, kind in layout.kinds:
        item = parser.item(record) if kind is RowKind.ITEM else None
        yield ExportRow(record.first_line, record.last_line, kind, record.row_hash, item)


def _status(amount: Decimal, open_amount: Decimal | None, *, is_void: bool) -> PaymentStatus:
    if is_void:
        return PaymentStatus.VOID
    if open_amount is None or not amount:
        return PaymentStatus.UNKNOWN
    if not open_amount:
        return PaymentStatus.PAID
    return PaymentStatus.OPEN if open_amount == amount else PaymentStatus.PARTIAL


def _findings(
    layout: _Layout, items: Sequence[LedgerItem], covers: tuple[date, date] | None
) -> Iterator[Finding]:
    if layout.total is None:
        ending = "has no TOTAL row" if layout.footer else "has neither a TOTAL row nor a footer"
        message = f"The report {ending}: it may be cut off, so rows may be missing."
        yield Finding(Severity.ERROR, "truncated", message)
    if covers and (outside := sum(1 for item in items if not covers[0] <= item.on <= covers[1])):
        message = f"{outside} rows are dated outside the range printed in the title."
        yield Finding(Severity.WARNING, "outside_printed_range", message)
    if unnamed := sum(1 for item in items if not item.references):
        message = f"{unnamed} rows have no usable document number."
        yield Finding(Severity.NOTE, "no_document_number", message)


def _footing(layout: _Layout, items: Sequence[LedgerItem]) -> list[Finding]:
    """Compare the columns as printed, whatever their currencies, with the TOTAL row."""
    if layout.total is None:
        return []
    sums = {
        "amount": sum((item.money.amount for item in items), Decimal(0)),
        "open_balance": sum((item.open_amount or Decimal(0) for item in items), Decimal(0)),
    }
    is_mixed = len({item.money.currency for item in items}) > 1
    return [
        _gap(layout, name, is_mixed=is_mixed)
        for name, added in sums.items()
        if _printed_total(layout.columns, layout.total, name) not in (None, added)
    ]


def _printed_total(columns: Columns, total: Record, name: str) -> Decimal | None:
    if not (cell := columns.text(total, name)):
        return None
    try:
        return parse_amount(cell)
    except ValueError as error:
        raise columns.fault(total, name, str(error)) from error


def _gap(layout: _Layout, name: str, *, is_mixed: bool) -> Finding:
    header = layout.columns.aliases[name][0].capitalize()
    line = layout.total.first_line if layout.total else None
    if is_mixed:
        message = f"{header} holds several currencies, so TOTAL was not compared with the rows."
        return Finding(Severity.NOTE, "total_across_currencies", message, line)
    message = f"{header} of the rows does not add to what TOTAL prints."
    return Finding(Severity.ERROR, "total_does_not_foot", message, line)


def _printed_range(title: Sequence[Record]) -> tuple[date, date] | None:
    for record in title:
        for cell in record.filled:
            if found := _RANGE.fullmatch(cell):
                return _range_days(found)
    return None


def _range_days(found: re.Match[str]) -> tuple[date, date] | None:
    last_year, last_month = found["last_year"], found["last_month"] or found["month"]
    first = f"{found['month']} {found['day']} {found['year'] or last_year}"
    last = f"{last_month} {found['last_day']} {last_year}"
    try:
        days = [datetime.strptime(day, "%B %d %Y").date() for day in (first, last)]  # noqa: DTZ007 - a day
    except ValueError:
        return None
    return (days[0], days[1]) if days[0] <= days[1] else None


def _span(items: Sequence[LedgerItem]) -> tuple[date, date] | None:
    days = [item.on for item in items]
    return (min(days), max(days)) if days else None


def _entity(title: Sequence[Record]) -> str:
    first = next((record.filled[0] for record in title if record.filled), "")
    return first if len(first) <= _LONGEST_ENTITY and not _RANGE.fullmatch(first) else ""


def _printed_at(footer: Sequence[Record]) -> datetime | None:
    for record in footer:
        if found := _PRINTED_AT.search(record.filled[0]):
            try:
                return datetime.strptime(found[0], "%B %d, %Y %I:%M %p")  # noqa: DTZ007 - see printed_at
            except ValueError:
                return None
    return None
