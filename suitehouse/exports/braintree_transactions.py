"""Braintree's transaction-level report: one row a sale or credit, with how far it got.

Amounts are unsigned; a credit is money given back. What was not settled is set aside. A fee is
known only where the report has the columns of the fee report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, first_filled, has_columns, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, locate_columns
from suitehouse.tabular.dates import MONTH_FIRST, YEAR_FIRST
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import printed_id, printed_reference, usable_reference
from suitehouse.tabular.table import Table
from suitehouse.tabular.zones import instant_of, parse_clock, zone_named

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "transaction": ("transaction id",),
    "original": ("refunded transaction id", "original transaction id"),
    "type": ("transaction type",),
    "status": ("transaction status",),
    "created": ("created datetime",),
    "zone": ("created timezone",),
    "currency": ("currency iso code", "currency"),
    "amount": ("amount submitted for settlement", "amount"),
    "settled_currency": ("settlement currency iso code", "settlement currency"),
    "settled": ("settlement amount",),
    "total_fee": ("braintree total amount",),
    "tax": ("tax amount",),
    "order": ("order id",),
    "purchase_order": ("purchase order number",),
    "batch": ("settlement batch id",),
    "customer": ("customer id",),
    "first_name": ("customer first name",),
    "last_name": ("customer last name",),
    "company": ("customer company",),
    "email": ("customer email",),
}
_REQUIRED = ("transaction", "type", "status", "created", "zone", "currency", "amount")
_EXPECTED = "sales or credits"
_KINDS = {"sale": ItemKind.CHARGE, "credit": ItemKind.REFUND}
_SIGNS = {"sale": 1, "credit": -1}
_SETTLED = "settled"
_PENDING = {
    "authorizing",
    "authorized",
    "submitted_for_settlement",
    "settling",
    "settlement_pending",
    "settlement_confirmed",
}
_FAILED = {
    "authorization_expired",
    "failed",
    "gateway_rejected",
    "processor_declined",
    "settlement_declined",
    "voided",
}
_DOWNLOAD_AGAIN = "Download the report again and do not edit it."


class BraintreeTransactions:
    """The export format; see the module."""

    side = Side.PROCESSOR
    system = "Braintree"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the report's header."""
        return has_columns(first_filled(head), _ALIASES, _REQUIRED)

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the report with each line accounted for; see `TableFormat`."""
        header = first_filled(table.records())
        if header is None or not self.recognises([header]):
            raise ExportError(table.name, "has no header of this report", remedy=_DOWNLOAD_AGAIN)
        parser = _Parser(locate_columns(table.name, header, _ALIASES))
        return read_rows(table, header, parser.item, Observed(_EXPECTED, is_timed=True))


braintree_transactions = BraintreeTransactions()


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns

    def item(self, record: Record) -> LedgerItem:
        columns = self.columns
        columns.check_width(record)
        kind = _KINDS.get(columns.text(record, "type").casefold(), ItemKind.OTHER)
        money, charged = self._amounts(record)
        on, at = self._when(record)
        transaction = columns.text(record, "transaction")
        original = columns.text(record, "original")
        references = self._references(record)
        status = "_".join(columns.text(record, "status").casefold().split())
        is_paid = kind is ItemKind.CHARGE and status == _SETTLED
        return LedgerItem(
            side=Side.PROCESSOR,
            kind=kind,
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed_id(transaction) or f"row-{record.row_hash}",
            on=on,
            at=at,
            money=money,
            row_hash=record.row_hash,
            has_own_id=bool(transaction),
            charged=charged,
            fee=self._optional(record, "total_fee", money.currency),
            tax=None if charged else self._optional(record, "tax", money.currency),
            references=references,
            shown=printed_reference(next(iter(references), "")),
            link=printed_id(transaction if kind is ItemKind.CHARGE else original or transaction),
            payout=printed_id(columns.text(record, "batch")),
            party_id=columns.text(record, "customer"),
            party_name=self._party(record),
            party_email=columns.text(record, "email"),
            status=PaymentStatus.PAID if is_paid else PaymentStatus.UNKNOWN,
            set_aside=_set_aside(status),
        )

    def _amounts(self, record: Record) -> tuple[Money, Money | None]:
        """What was settled, and what was asked for where that is another currency."""
        columns = self.columns
        asked_in = columns.currency(record, "currency")
        sign = _SIGNS.get(columns.text(record, "type").casefold(), 1)
        asked = Money(self._amount(record, "amount", asked_in) * sign, asked_in)
        if not (columns.text(record, "settled") and columns.text(record, "settled_currency")):
            return asked, None
        settled_in = columns.currency(record, "settled_currency")
        if settled_in == asked_in:
            return asked, None
        return Money(self._amount(record, "settled", settled_in) * sign, settled_in), asked

    def _amount(self, record: Record, name: str, currency: str) -> Decimal:
        amount = self.columns.amount(record, name, currency)
        if amount < 0:
            raise self.columns.fault(record, name, "is negative where it never is")
        return amount

    def _optional(self, record: Record, name: str, currency: str) -> Decimal | None:
        if not self.columns.text(record, name):
            return None
        return self.columns.amount(record, name, currency)

    def _when(self, record: Record) -> tuple[date, datetime | None]:
        """The day as printed, in the zone beside; an ISO time stamp may name its own."""
        cell = self.columns.text(record, "created")
        printed, _, clock = cell.partition(" ")
        day = MONTH_FIRST.parse(printed) or YEAR_FIRST.parse(printed)
        try:
            if day is None:
                moment = datetime.fromisoformat(cell)
                return moment.date(), moment.astimezone(UTC) if moment.tzinfo else None
            zone = zone_named(self.columns.text(record, "zone"))
            return day, instant_of(day, parse_clock(clock), zone) if zone else None
        except (ValueError, OverflowError):
            raise self.columns.fault(record, "created", "is not a date and time") from None

    def _references(self, record: Record) -> tuple[str, ...]:
        cells = (
            usable_reference(self.columns.text(record, name))
            for name in ("order", "purchase_order")
        )
        return tuple(dict.fromkeys(cell for cell in cells if cell))

    def _party(self, record: Record) -> str:
        cells = (self.columns.text(record, name) for name in ("first_name", "last_name"))
        return " ".join(filter(None, cells)) or self.columns.text(record, "company")


def _set_aside(status: str) -> str:
    if status in _FAILED:
        return "failed"
    return "pending" if status in _PENDING else ""
