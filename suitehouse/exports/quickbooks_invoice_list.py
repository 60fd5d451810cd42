"""QuickBooks Online "Invoice List": a report as CSV, with title lines, a TOTAL row and a footer.

Columns are found by header; QuickBooks renamed some over the years. Amounts are signed as we need
them (a credit memo is negative). The file names no transaction id, so a row is known by its
document number. The memo is read only for "Voided" and invoice numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._quickbooks_layout import (
    EXPORT_AGAIN,
    Layout,
    find_header,
    lay_out,
    walk,
)
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import (
    ExportRow,
    FileFacts,
    Finding,
    Reading,
    RowKind,
    Severity,
)
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money, parse_amount
from suitehouse.tabular.columns import Columns
from suitehouse.tabular.dates import DateStyle, DaySpan, styles_that_fit
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import mentioned_numbers, printed_reference, usable_reference
from suitehouse.tabular.table import Table

_ALIASES = {
    "date": ("date", "transaction date"),
    "type": ("transaction type",),
    "number": ("num", "no.", "transaction number"),
    "name": ("name", "customer", "customer full name"),
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
    system = "QuickBooks"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the report's header."""
        return find_header(head, _ALIASES, _REQUIRED) is not None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the report with each line accounted for; see `TableFormat`."""
        layout = lay_out(table, _ALIASES, _REQUIRED)
        styles = _date_styles(table, layout)
        parser = _Parser(layout.columns, styles[0], books.home_currency)
        tally = _Tally(layout, styles)
        return Reading(_rows(table, parser, tally), lambda: tally.facts(table.findings))


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
            party_name=columns.text(record, "name"),
            due=self.style.parse(columns.text(record, "due_date")),
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


def _date_styles(table: Table, layout: Layout) -> list[DateStyle]:
    """Return the orders of day and month that fit every date, the likeliest first.

    Raises:
        ExportError: None fits.
    """
    columns, styles = layout.columns, styles_that_fit(())
    outside: Counter[DateStyle] = Counter()
    for record, kind in walk(table, layout):
        if kind is not RowKind.ITEM:
            continue
        day = columns.text(record, "date")
        cells = [cell for cell in (day, columns.text(record, "due_date")) if cell]
        styles = styles_that_fit(cells, styles)
        covers = layout.printed_range or (date.min, date.max)
        outside.update(style for style in styles if _is_outside(style.parse(day), covers))
    if not styles:
        reason = "prints its dates in no single order of day, month and year"
        raise ExportError(columns.file, reason, column="date", remedy=EXPORT_AGAIN)
    fewest = min(outside[style] for style in styles)
    return [style for style in styles if outside[style] == fewest]


def _is_outside(day: date | None, covers: tuple[date, date]) -> bool:
    return day is not None and not covers[0] <= day <= covers[1]


def _rows(table: Table, parser: _Parser, tally: _Tally) -> Iterator[ExportRow]:
    for record, kind in walk(table, tally.layout):
        item = parser.item(record) if kind is RowKind.ITEM else None
        if item is not None:
            tally.add(item)
        yield ExportRow(record.first_line, record.last_line, kind, record.row_hash, item)


def _status(amount: Decimal, open_amount: Decimal | None, *, is_void: bool) -> PaymentStatus:
    if is_void:
        return PaymentStatus.VOID
    if open_amount is None or not amount:
        return PaymentStatus.UNKNOWN
    if not open_amount:
        return PaymentStatus.PAID
    return PaymentStatus.OPEN if open_amount == amount else PaymentStatus.PARTIAL


@dataclass(slots=True)
class _Tally:
    """What a report's rows add to, and what is to be said of them."""

    layout: Layout
    styles: Sequence[DateStyle]
    count: int = 0
    unnamed: int = 0
    outside: int = 0
    amount: Decimal = Decimal(0)
    open_balance: Decimal = Decimal(0)
    currencies: set[str] = field(default_factory=set)
    span: DaySpan = field(default_factory=DaySpan)

    def add(self, item: LedgerItem) -> None:
        self.count += 1
        self.unnamed += not item.references
        self.outside += _is_outside(item.on, self.layout.printed_range or (date.min, date.max))
        self.amount += item.money.amount
        self.open_balance += item.open_amount or 0
        self.currencies.add(item.money.currency)
        self.span.add(item.on)

    def facts(self, findings: Sequence[Finding]) -> FileFacts:
        footing = self._footing()
        return FileFacts(
            findings=(*findings, *self._findings(), *footing),
            covers=self.layout.printed_range or self.span.days,
            entity=self.layout.entity,
            printed_at=self.layout.printed_at,
            agrees_to_total=self.layout.total is not None and not footing,
        )

    def _findings(self) -> Iterator[Finding]:
        if self.layout.total is None:
            ending = "no TOTAL row" if self.layout.footer else "neither a TOTAL row nor a footer"
            message = f"The report has {ending}: it may be cut off, so rows may be missing."
            yield Finding(Severity.ERROR, "truncated", message)
        if self.count and len(self.styles) > 1:
            names = " or ".join(style.name for style in self.styles)
            message = f"The dates can be read as {names}; they were read as {self.styles[0].name}."
            yield Finding(Severity.WARNING, "ambiguous_dates", message)
        if self.outside:
            message = f"{self.outside} rows are dated outside the range printed in the title."
            yield Finding(Severity.WARNING, "outside_printed_range", message)
        if self.unnamed:
            message = f"{self.unnamed} rows have no usable document number."
            yield Finding(Severity.NOTE, "no_document_number", message)

    def _footing(self) -> list[Finding]:
        """Compare the columns as printed, whatever their currencies, with the TOTAL row."""
        total = self.layout.total
        if total is None:
            return []
        sums = {"amount": self.amount, "open_balance": self.open_balance}
        return [
            self._gap(total, name)
            for name, added in sums.items()
            if _printed_total(self.layout.columns, total, name) not in (None, added)
        ]

    def _gap(self, total: Record, name: str) -> Finding:
        header = self.layout.columns.aliases[name][0].capitalize()
        if len(self.currencies) > 1:
            message = f"{header} holds several currencies, so TOTAL was not compared with the rows."
            return Finding(Severity.NOTE, "total_across_currencies", message, total.first_line)
        message = f"{header} of the rows does not add to what TOTAL prints."
        return Finding(Severity.ERROR, "total_does_not_foot", message, total.first_line)


def _printed_total(columns: Columns, total: Record, name: str) -> Decimal | None:
    if not (cell := columns.text(total, name)):
        return None
    try:
        return parse_amount(cell)
    except ValueError as error:
        raise columns.fault(total, name, str(error)) from error
