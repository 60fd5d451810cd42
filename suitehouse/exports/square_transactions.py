"""Square's transactions download: one row a payment or refund, amounts as text with a sign.

The file names no currency: amounts are in the home currency, and a sign of another is refused. Fees
are printed negative and net total = total collected + fees. A refund bears the transaction id of
its payment and a payment id of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, first_filled, has_columns, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, locate_columns
from suitehouse.tabular.dates import MONTH_FIRST, YEAR_FIRST, DateStyle, styles_that_fit
from suitehouse.tabular.local_times import local_moment
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import (
    mentioned_numbers,
    printed_id,
    printed_reference,
    usable_reference,
)
from suitehouse.tabular.table import Table

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "date": ("date",),
    "time": ("time",),
    "zone": ("time zone",),
    "tax": ("tax",),
    "total": ("total collected",),
    "fees": ("fees",),
    "net": ("net total",),
    "transaction": ("transaction id",),
    "payment": ("payment id",),
    "event": ("event type",),
    "status": ("transaction status",),
    "details": ("details",),
    "description": ("description",),
    "tender_note": ("tender note", "other tender note"),
    "customer": ("customer id",),
    "customer_name": ("customer name",),
    "customer_reference": ("customer reference id",),
    "order_reference": ("order reference id",),
    "deposit": ("deposit id",),
}
_REQUIRED = (
    "date", "time", "zone", "total", "fees", "net", "transaction", "payment", "event",
)  # fmt: skip
_EXPECTED = "payments or refunds"
_KINDS = {"payment": ItemKind.CHARGE, "refund": ItemKind.REFUND}
_SET_ASIDE = {
    "pending": "pending",
    "failed": "failed",
    "canceled": "failed",
    "cancelled": "failed",
    "voided": "failed",
}
_SIGNS = {
    "$": {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"},
    "£": {"GBP"},
    "€": {"EUR"},
    "¥": {"JPY", "CNY"},
}
_DOWNLOAD_AGAIN = "Download the transactions again and do not edit the file."


class SquareTransactions:
    """The export format; see the module."""

    side = Side.PROCESSOR
    system = "Square"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the download's header."""
        return has_columns(first_filled(head), _ALIASES, _REQUIRED)

    def read(self, table: Table, books: Books) -> Reading:
        """Return the download with each line accounted for; see `TableFormat`."""
        header = first_filled(table.records())
        if header is None or not self.recognises([header]):
            raise ExportError(table.name, "has no header of a download", remedy=_DOWNLOAD_AGAIN)
        columns = locate_columns(table.name, header, _ALIASES)
        style = _style(columns, _below(table, header))
        parser = _Parser(columns, style, books.home_currency)
        return read_rows(table, header, parser.item, Observed(_EXPECTED, is_timed=True))


square_transactions = SquareTransactions()


def _below(table: Table, header: Record) -> Iterator[Record]:
    below = (record for record in table.records() if record.first_line > header.first_line)
    return (record for record in below if record.filled)


def _style(columns: Columns, rows: Iterator[Record]) -> DateStyle:
    """Return the one of Square's two layouts that fits every row."""
    styles: tuple[DateStyle, ...] = (MONTH_FIRST, YEAR_FIRST)
    for record in rows:
        styles = styles_that_fit([columns.text(record, "date")], styles)
        if not styles:
            reason = "is no date as Square writes it, or written otherwise than above"
            raise columns.fault(record, "date", reason)
    return styles[0]


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns
    style: DateStyle
    currency: str

    def item(self, record: Record) -> LedgerItem:
        columns = self.columns
        columns.check_width(record)
        kind = _KINDS.get(columns.text(record, "event").casefold(), ItemKind.OTHER)
        on, at = local_moment(columns, record, self.style)
        payment = columns.text(record, "payment")
        references, mentions = self._references(record), self._mentions(record)
        set_aside = _SET_ASIDE.get(columns.text(record, "status").casefold(), "")
        is_paid = kind is ItemKind.CHARGE and not set_aside
        return LedgerItem(
            side=Side.PROCESSOR,
            kind=kind,
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed_id(payment) or f"row-{record.row_hash}",
            on=on,
            at=at,
            money=Money(self._amount(record, "total"), self.currency),
            row_hash=record.row_hash,
            has_own_id=bool(payment),
            fee=0 - self._amount(record, "fees"),
            net=self._amount(record, "net"),
            tax=self._amount(record, "tax") if columns.text(record, "tax") else None,
            references=references,
            mentions=mentions,
            shown=printed_reference(next(iter((*references, *mentions)), "")),
            link=printed_id(columns.text(record, "transaction")),
            payout=printed_id(columns.text(record, "deposit")),
            party_id=columns.text(record, "customer"),
            party_name=columns.text(record, "customer_name"),
            status=PaymentStatus.PAID if is_paid else PaymentStatus.UNKNOWN,
            set_aside=set_aside,
        )

    def _amount(self, record: Record, name: str) -> Decimal:
        cell = self.columns.text(record, name)
        if any(sign in cell and self.currency not in known for sign, known in _SIGNS.items()):
            reason = "has the sign of another currency than the home currency"
            raise self.columns.fault(record, name, reason)
        return self.columns.amount(record, name, self.currency)

    def _references(self, record: Record) -> tuple[str, ...]:
        names = ("order_reference", "customer_reference")
        cells = (usable_reference(self.columns.text(record, name)) for name in names)
        return tuple(dict.fromkeys(cell for cell in cells if cell))

    def _mentions(self, record: Record) -> tuple[str, ...]:
        names = ("details", "description", "tender_note")
        return mentioned_numbers("\n".join(self.columns.text(record, name) for name in names))
