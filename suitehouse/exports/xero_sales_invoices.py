"""Xero's sales invoices export: one row per line, what belongs to the invoice on each of them.

`Total` counts once per document, and the lines have to add to it: net of tax or with it, as the
organisation has set. Lines without a number that stand together and repeat the same cells are one
document as far as they add to its total. The sign comes from `Type`, never from the amount. Voided
invoices and drafts keep their totals and are set aside. There is no exchange rate: amounts are in
the document's currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._documents import Key, read_documents
from suitehouse.exports._export_row import Named, Notation, Row, status_of
from suitehouse.exports._item_rows import Observed
from suitehouse.exports._plain_export import header_of
from suitehouse.exports._printed_notation import printed_styles, remark_styles, rows_below
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Finding, Reading, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, locate_columns
from suitehouse.tabular.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_ALIASES = {
    "name": ("contactname",),
    "email": ("emailaddress",),
    "number": ("invoicenumber",),
    "reference": ("reference",),
    "day": ("invoicedate",),
    "due": ("duedate",),
    "total": ("total",),
    "tax": ("taxtotal",),
    "paid": ("invoiceamountpaid",),
    "left": ("invoiceamountdue",),
    "line_amount": ("lineamount",),
    "line_tax": ("taxamount",),
    "currency": ("currency",),
    "type": ("type",),
    "status": ("status",),
}
_REQUIRED = ("name", "number", "day", "total", "currency", "type", "status")
_REPEATED = ("total", "tax", "left", "status", "due", "reference", "currency", "day")
_KINDS = {
    "sales invoice": (ItemKind.INVOICE, 1),
    "sales credit note": (ItemKind.CREDIT_NOTE, -1),
    "sales overpayment": (ItemKind.PAYMENT, 1),
    "sales prepayment": (ItemKind.PAYMENT, 1),
    "bill": (ItemKind.OTHER, -1),
    "bill credit note": (ItemKind.OTHER, 1),
    "bill overpayment": (ItemKind.OTHER, -1),
    "bill prepayment": (ItemKind.OTHER, -1),
}
_SET_ASIDE = {
    "voided": "void",
    "deleted": "deleted_there",
    "draft": "draft",
    "submitted": "draft",
    "awaiting approval": "draft",
}
_VOID = ("void", "deleted_there")
_EXPORT_AGAIN = "Export the invoices again and do not edit the file."


class XeroSalesInvoices:
    """The export format; see the module."""

    side = Side.ERP
    system = "Xero"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the export's header."""
        return header_of(head, _ALIASES, _REQUIRED) is not None

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the invoices with each line accounted for; see `TableFormat`."""
        header = header_of(table.records(), _ALIASES, _REQUIRED)
        if header is None:
            raise ExportError(table.name, "has no header of invoices", remedy=_EXPORT_AGAIN)
        columns = locate_columns(table.name, header, _ALIASES)
        # Xero prints days as its region does, most of them day first.
        known = (DAY_FIRST, MONTH_FIRST, YEAR_FIRST)
        styles = printed_styles(rows_below(table, header), columns, ("day", "due"), known)
        observed = Observed("")
        remark_styles(styles, observed)
        parser = _Parser(columns, Notation(styles[0]), observed)
        return read_documents(table, header, parser.key, parser.document, observed)


xero_sales_invoices = XeroSalesInvoices()


@dataclass(slots=True)
class _Nameless:
    """Tells documents without a number apart: one ends where its lines add to its total."""

    count: int = 0
    repeated: tuple[str, ...] = ()
    rest: tuple[Decimal, Decimal] = (Decimal(0), Decimal(0))

    def key(self, row: Row) -> Key:
        """Return which of the documents without a number a row belongs to."""
        repeated = tuple(map(row.text, ("name", "type", *_REPEATED)))
        net, tax = _line(row, "line_amount"), _line(row, "line_tax")
        if repeated != self.repeated or (0 in self.rest and (net or tax)):
            total = row.number("total")
            self.count, self.repeated, self.rest = self.count + 1, repeated, (total, total)
        self.rest = self.rest[0] - net, self.rest[1] - net - tax
        return "", self.count


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns
    notation: Notation
    observed: Observed
    nameless: _Nameless = field(default_factory=_Nameless)

    def key(self, record: Record) -> Key:
        row = self._row(record)
        number = row.text("number")
        if number:
            # A number is free again once its invoice is voided.
            is_void = _SET_ASIDE.get(row.text("status").casefold()) in _VOID
            return number, row.text("type"), row.text("name"), is_void
        return self.nameless.key(row) if self.columns.has("line_amount") else None

    def document(self, records: Sequence[Record]) -> LedgerItem:
        rows = [self._row(record) for record in records]
        for row in rows:
            self.columns.check_width(row.record)
            _check_repeated(rows[0], row)
        item = _item(rows[0])
        self._foot(rows, item)
        return item

    def _row(self, record: Record) -> Row:
        return Row(Side.ERP, self.columns, record, self.notation)

    def _foot(self, rows: Sequence[Row], item: LedgerItem) -> None:
        if not self.columns.has("line_amount"):
            return
        added = sum((_line(row, "line_amount") for row in rows), Decimal(0))
        tax = sum((_line(row, "line_tax") for row in rows), Decimal(0))
        if abs(item.money.amount) not in (abs(added), abs(added + tax)):
            message = "The lines of the document add to its total neither with tax nor without."
            place = item.source_row
            self.observed.findings.append(
                Finding(Severity.ERROR, "document_does_not_foot", message, place)
            )


def _line(row: Row, name: str) -> Decimal:
    """A line's own amount, which has more decimals than the currency where prices do."""
    return row.number(name) if row.text(name) else Decimal(0)


def _check_repeated(first: Row, row: Row) -> None:
    for name in _REPEATED:
        if row.text(name) != first.text(name):
            raise row.fault(name, "differs from the line above of the same document")


def _item(row: Row) -> LedgerItem:
    kind, sign = _KINDS.get(row.text("type").casefold(), (None, 1))
    if kind is None:
        raise row.fault("type", "is no type of document that Xero has")
    currency = row.currency("currency")
    total = sign * abs(row.amount("total", currency))
    tax, left = row.optional_amount("tax", currency), row.optional_amount("left", currency)
    open_amount = None if left is None else sign * abs(left)
    set_aside = _set_aside(row)
    named = Named(numbers=_numbers(row, kind), passing=("paid", "left", "status"))
    return replace(
        row.item(kind, row.day("day"), Money(total, currency), named),
        due=row.optional_day("due"),
        tax=None if tax is None else sign * abs(tax),
        open_amount=open_amount,
        party_name=row.text("name"),
        party_email=row.text("email"),
        status=PaymentStatus.VOID if set_aside in _VOID else status_of(total, open_amount),
        set_aside=set_aside,
    )


def _set_aside(row: Row) -> str:
    status = row.text("status").casefold()
    if status not in _SET_ASIDE and status not in ("paid", "awaiting payment"):
        raise row.fault("status", "is no status that Xero has")
    return _SET_ASIDE.get(status, "")


def _numbers(row: Row, kind: ItemKind) -> tuple[str, ...]:
    """The reference is what the other side calls an invoice, but of a credit what it credits."""
    number, reference = row.text("number"), row.text("reference")
    return (number, reference) if kind is ItemKind.INVOICE or not number else (number,)
