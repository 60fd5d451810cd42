"""QuickBooks Online "Invoice List": a report as CSV, with title lines, a TOTAL row and a footer.

Columns are found by header; QuickBooks renamed some over the years. Amounts are signed as we need
them (a credit memo is negative). The file names no transaction id, so a row is known by its
document number. Customer names are not read; the memo only for "Voided" and invoice numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._quickbooks_layout import EXPORT_AGAIN, Layout, find_header, lay_out
from suitehouse.ledger.export_file import ExportFile, ExportRow, Finding, RowKind, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money, parse_amount
from suitehouse.tabular.columns import Columns
from suitehouse.tabular.dates import DateStyle, styles_that_fit
from suitehouse.tabular.records import Record, TextTable
from suitehouse.tabular.references import mentioned_numbers, printed_reference, usable_reference

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


class QuickBooksInvoiceList:
    """The export format; see the module."""

    side = Side.ERP

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the report's header."""
        return find_header(head, _ALIASES, _REQUIRED) is not None

    def read(self, table: TextTable, *, home_currency: str) -> ExportFile:
        """Return the report with each line accounted for; see `ExportFormat`."""
        header = find_header(table.records, _ALIASES, _REQUIRED)
        if header is None:
            raise ExportError(table.name, "has no header of an Invoice List", remedy=EXPORT_AGAIN)
        layout = lay_out(table, header, _ALIASES)
        styles = _date_styles(layout)
        parser = _Parser(layout.columns, styles[0], home_currency)
        rows = tuple(_rows(layout, parser))
        items = [row.item for row in rows if row.item is not None]
        footing = _footing(layout, items)
        findings = (*table.findings, *_findings(layout, items, styles), *footing)
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
            covers=layout.printed_range or _span(items),
            entity=layout.entity,
            printed_at=layout.printed_at,
            agrees_to_total=layout.total is not None and not footing,
        )


quickbooks_invoice_list = QuickBooksInvoiceList()


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns
    style: DateStyle
    home_currency: str

    def item(self, record: Record) -> LedgerItem:
        """Return a detail row as a ledger item."""
        columns = self.columns
        columns.check_width(record)
        currency = self.home_currency
        if columns.text(record, "currency"):
            currency = columns.currency(record, "currency")
        amount = columns.amount(record, "amount", currency)
        open_amount = self._open_amount(record, currency)
        memo = columns.text(record, "memo")
        number = usable_reference(columns.text(record, "number"))
        printed = printed_reference(number)
        mentions = mentioned_numbers(memo)
        return LedgerItem(
            side=Side.ERP,
            kind=_KINDS.get(columns.text(record, "type").casefold(), ItemKind.OTHER),
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed or f"row-{record.row_hash}",
            on=self._day(record),
            money=Money(amount, currency),
            row_hash=record.row_hash,
            references=(number,) if number else (),
            mentions=mentions,
            shown=printed or next(iter(mentions), ""),
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


def _date_styles(layout: Layout) -> list[DateStyle]:
    """Return the orders of day and month that fit every date, the likeliest first.

    Raises:
        ExportError: None fits.
    """
    columns = layout.columns
    days = [columns.text(record, "date") for record in layout.details]
    dues = [columns.text(record, "due_date") for record in layout.details]
    styles = styles_that_fit([cell for cell in (*days, *dues) if cell])
    if not styles:
        reason = "prints its dates in no single order of day, month and year"
        raise ExportError(columns.file, reason, column="date", remedy=EXPORT_AGAIN)
    covers = layout.printed_range or (date.min, date.max)

    def days_outside(style: DateStyle) -> int:
        parsed = (style.parse(cell) for cell in days)
        return sum(1 for day in parsed if day and not covers[0] <= day <= covers[1])

    fewest = min(days_outside(style) for style in styles)
    return [style for style in styles if days_outside(style) == fewest]


def _rows(layout: Layout, parser: _Parser) -> Iterator[ExportRow]:
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
    layout: Layout, items: Sequence[LedgerItem], styles: Sequence[DateStyle]
) -> Iterator[Finding]:
    if layout.total is None:
        ending = "has no TOTAL row" if layout.footer else "has neither a TOTAL row nor a footer"
        message = f"The report {ending}: it may be cut off, so rows may be missing."
        yield Finding(Severity.ERROR, "truncated", message)
    if items and len(styles) > 1:
        names = " or ".join(style.name for style in styles)
        message = f"The dates can be read as {names}; they were read as {styles[0].name}."
        yield Finding(Severity.WARNING, "ambiguous_dates", message)
    covers = layout.printed_range
    if covers and (outside := sum(1 for item in items if not covers[0] <= item.on <= covers[1])):
        message = f"{outside} rows are dated outside the range printed in the title."
        yield Finding(Severity.WARNING, "outside_printed_range", message)
    if unnamed := sum(1 for item in items if not item.references):
        message = f"{unnamed} rows have no usable document number."
        yield Finding(Severity.NOTE, "no_document_number", message)


def _footing(layout: Layout, items: Sequence[LedgerItem]) -> list[Finding]:
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


def _gap(layout: Layout, name: str, *, is_mixed: bool) -> Finding:
    header = layout.columns.aliases[name][0].capitalize()
    line = layout.total.first_line if layout.total else None
    if is_mixed:
        message = f"{header} holds several currencies, so TOTAL was not compared with the rows."
        return Finding(Severity.NOTE, "total_across_currencies", message, line)
    message = f"{header} of the rows does not add to what TOTAL prints."
    return Finding(Severity.ERROR, "total_does_not_foot", message, line)


def _span(items: Sequence[LedgerItem]) -> tuple[date, date] | None:
    days = [item.on for item in items]
    return (min(days), max(days)) if days else None
