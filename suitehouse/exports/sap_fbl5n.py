"""SAP's customer line item list (FBL5N), saved as a list or as a spreadsheet.

Layouts, labels and notation are the user's: columns are found by the labels SAP has in English and
German, days and decimals in the one notation that fits the whole file. A minus stands behind the
number. Page headers and headings of accounts are layout, `*` lines are subtotals and are footed.
Payments are credits on the customer's account, so their sign is turned.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._export_row import Named, Notation, Row
from suitehouse.exports._item_rows import Observed
from suitehouse.exports._plain_export import header_of
from suitehouse.exports._printed_notation import (
    count_amount,
    printed_styles,
    remark_numerals,
    remark_styles,
    rows_below,
)
from suitehouse.exports._sap_subtotals import Subtotals
from suitehouse.exports._sap_tables import document_key, invoice_of, kind_of, padded, received
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportRow, FileFacts, Reading, RowKind
from suitehouse.ledger.item import LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, header_names, locate_columns
from suitehouse.tabular.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from suitehouse.tabular.numerals import Numerals
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_DOCUMENT_AMOUNT = (
    *("amount in doc. curr.", "amount in document currency", "amt in doc. cur.", "amt.in doc.cur."),
    *("betrag in belegwährung", "betrag in belegwähr", "betr. in belegw.", "betrag in bw"),
)
_LOCAL_AMOUNT = (
    *("amount in local currency", "amount in local cur.", "amt in loc.cur.", "lc amnt"),
    *("betrag in hauswährung", "betrag in hauswähr", "betr. in hausw.", "betrag in hw"),
)
_ALIASES = {
    "document": ("documentno", "document number", "doc. no.", "belegnr", "belegnummer"),
    "type": ("document type", "doc. type", "type", "ty", "belegart", "art"),
    "day": ("posting date", "pstng date", "pstg date", "buchungsdatum", "buch.dat."),
    "document_day": ("document date", "doc. date", "belegdatum", "belegdat."),
    "any_day": (
        *("posting date", "pstng date", "pstg date", "buchungsdatum", "buch.dat."),
        *("document date", "doc. date", "belegdatum", "belegdat."),
    ),
    "due": ("net due date", "net due dt", "due date", "nettofälligkeit", "nettofällig"),
    "any_amount": (*_DOCUMENT_AMOUNT, *_LOCAL_AMOUNT),
    "document_amount": _DOCUMENT_AMOUNT,
    "local_amount": _LOCAL_AMOUNT,
    "currency": ("document currency", "doc. curr.", "curr.", "crcy", "währung", "währg"),
    "local_currency": ("local currency", "lcurr", "lcur", "hauswährung", "hwähr", "hwähr."),
    "customer": ("customer", "account", "debitor", "konto"),
    "company": ("company code", "cocd", "buchungskreis", "bukr"),
    "year": ("fiscal year", "year", "geschäftsjahr", "jahr"),
    "item": ("line item", "itm", "item", "position", "pos"),
    "reference": ("reference", "referenz"),
    "assignment": ("assignment", "zuordnung"),
    "billing": ("billing document", "bill.doc.", "billing doc.", "faktura"),
    "invoice": ("invoice reference", "inv. ref.", "rechnungsbezug"),
    "text": ("text",),
    "clearing": (
        "clearing document",
        "clrng doc.",
        "clearing doc.",
        "ausgleichsbeleg",
        "ausgl.bel.",
    ),
}
_REQUIRED = ("document", "type", "any_day", "any_amount")
_KEY = ("company", "year", "document", "item")
_NUMBERS = ("reference", "billing", "assignment", "document")
_DAYS = ("day", "document_day", "due")
_STARS = re.compile(r"\*{1,9}")
_RULE = re.compile(r"[-_=|+ ]+")
_SAVE_AGAIN = "Save the list again and do not edit it."


class SapFbl5n:
    """The export format; see the module."""

    side = Side.ERP
    system = "SAP"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the list's header."""
        return header_of(head, _ALIASES, _REQUIRED) is not None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the list with each line accounted for; see `TableFormat`."""
        header = header_of(table.records(), _ALIASES, _REQUIRED)
        if header is None:
            raise ExportError(table.name, "has no header of line items", remedy=_SAVE_AGAIN)
        lines = _Lines(locate_columns(table.name, header, _ALIASES), header)
        observed = Observed("")
        notation = _notation(table, lines, observed)
        listing = _List(lines, notation, books.home_currency, observed)
        return Reading(listing.rows(table), lambda: listing.facts(table))


sap_fbl5n = SapFbl5n()


@dataclass(frozen=True, slots=True)
class _Lines:
    """What each line of the list is for."""

    columns: Columns
    header: Record

    @property
    def amount(self) -> str:
        """Our name of the column that counts: the document's currency before the company's."""
        return "document_amount" if self.columns.has("document_amount") else "local_amount"

    def kind(self, record: Record) -> RowKind:
        if record.first_line <= self.header.first_line or not record.filled:
            return RowKind.LAYOUT
        if all(_RULE.fullmatch(cell) for cell in record.filled):
            return RowKind.LAYOUT
        if header_names(record) == header_names(self.header):
            return RowKind.LAYOUT
        if _STARS.fullmatch(record.filled[0]):
            return RowKind.TOTAL
        columns = self.columns
        has_amount = bool(columns.text(record, self.amount))
        has_document = bool(columns.text(record, "document") and columns.text(record, "type"))
        return RowKind.ITEM if has_amount or has_document else RowKind.LAYOUT


def _notation(table: Table, lines: _Lines, observed: Observed) -> Notation:
    items = (each for each in rows_below(table, lines.header) if lines.kind(each) is RowKind.ITEM)
    known = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
    styles = printed_styles(items, lines.columns, _DAYS, known)
    remark_styles(styles, observed)
    numerals = Numerals()
    for record in rows_below(table, lines.header):
        if lines.kind(record) is not RowKind.LAYOUT:
            count_amount(numerals, lines.columns, record, lines.amount)
    remark_numerals(numerals, observed)
    return Notation(styles[0], numerals.decimal_comma)


@dataclass(slots=True)
class _List:
    lines: _Lines
    notation: Notation
    home_currency: str
    observed: Observed
    subtotals: Subtotals = field(default_factory=Subtotals)

    def rows(self, table: Table) -> Iterator[ExportRow]:
        for record in table.records():
            kind = self.lines.kind(record)
            self.lines.columns.check_delimiter(record)
            row = Row(Side.ERP, self.lines.columns, record, self.notation)
            item = self._item(row) if kind is RowKind.ITEM else None
            if item is not None:
                self.observed.add(item)
            if kind is RowKind.TOTAL:
                self._end(row)
            yield ExportRow(record.first_line, record.last_line, kind, record.row_hash, item)

    def facts(self, table: Table) -> FileFacts:
        facts = self.observed.facts((*table.findings, *self.subtotals.remarks()))
        all_foot = 0 < self.subtotals.compared == self.subtotals.count
        return replace(facts, agrees_to_total=all_foot and not self.subtotals.is_open)

    def _item(self, row: Row) -> LedgerItem:
        self.lines.columns.check_width(row.record)
        currency = self._currency(row)
        posted = row.amount(self.lines.amount, currency)
        self.subtotals.add(posted, currency)
        kind = kind_of(row.text("type"), posted)
        money = Money(received(kind, posted), currency)
        day = row.optional_day("day") or row.day("document_day")
        numbers = tuple(row.text(name) for name in _NUMBERS)
        is_cleared = bool(row.text("clearing").strip("0"))
        return replace(
            row.item(kind, day, money, Named(_own_id(row), numbers, row.text("text"))),
            due=row.optional_day("due"),
            link=invoice_of(row),
            party_id=row.text("customer") and padded(row, "customer", 10),
            open_amount=Decimal(0) if is_cleared else money.amount,
            status=PaymentStatus.PAID if is_cleared else PaymentStatus.OPEN,
        )

    def _currency(self, row: Row) -> str:
        is_local = self.lines.amount == "local_amount"
        name = "local_currency" if is_local else "currency"
        return row.currency(name, self.home_currency if is_local else "")

    def _end(self, row: Row) -> None:
        if not row.text(self.lines.amount):
            return
        is_local = self.lines.amount == "local_amount"
        name = "local_currency" if is_local else "currency"
        currency = row.currency(name) if row.text(name) else ""
        printed = row.number(self.lines.amount)
        level = len(row.record.filled[0])
        self.subtotals.end(level, printed, currency, row.record.first_line)


def _own_id(row: Row) -> str:
    """The key that the tables have too; a document number alone names one in each year."""
    if not all(row.text(name) for name in _KEY):
        return ""
    return f"{document_key(row)}-{padded(row, 'item', 3)}"
