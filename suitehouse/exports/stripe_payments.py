"""Stripe's payments download from the dashboard: one row a payment, refunds only as an amount.

Amounts are unsigned and in major units. The row stays the charge; what was refunded or disputed is
told by the status. Where Stripe converted, the books' amount is the converted one and the fee is in
that currency; the fee's tax stands beside the fee, not in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, first_filled, has_columns, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, header_name, locate_columns
from suitehouse.tabular.dates import parse_instant
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import (
    is_printable_id,
    mentioned_numbers,
    printed_id,
    printed_reference,
    usable_reference,
)
from suitehouse.tabular.table import Table

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id",),
    "created": ("created date (utc)", "created (utc)"),
    "amount": ("amount",),
    "refunded": ("amount refunded",),
    "currency": ("currency",),
    "captured": ("captured",),
    "converted": ("converted amount",),
    "converted_refunded": ("converted amount refunded",),
    "converted_currency": ("converted currency",),
    "description": ("description",),
    "fee": ("fee",),
    "mode": ("mode",),
    "fee_tax": ("taxes on fee",),
    "status": ("status",),
    "disputed": ("disputed amount",),
    "dispute_status": ("dispute status",),
    "customer": ("customer id",),
    "customer_name": ("customer description",),
    "email": ("customer email",),
    "invoice": ("invoice number",),
    "client_reference": ("client reference id",),
}
_REQUIRED = ("created", "amount", "currency", "converted", "converted_currency", "status")
_METADATA = re.compile(r"[^()]*(?:invoice|reference|document)[^()]*\(metadata\)")
_EXPECTED = "payments"
_FAILED = {
    "failed",
    "canceled",
    "cancelled",
    "blocked",
    "expired",
    "declined",
    "requires payment method",
}
_PENDING = {
    "pending",
    "processing",
    "uncaptured",
    "incomplete",
    "requires capture",
    "requires action",
    "requires confirmation",
}
_NOT_TAKEN = ("won", "warning")
_DOWNLOAD_AGAIN = "Download the payments again."


class StripePayments:
    """The export format; see the module."""

    side = Side.PROCESSOR
    system = "Stripe"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the download's header."""
        return has_columns(first_filled(head), _ALIASES, _REQUIRED)

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the download with each line accounted for; see `TableFormat`."""
        header = first_filled(table.records())
        if header is None or not self.recognises([header]):
            raise ExportError(table.name, "has no header of a download", remedy=_DOWNLOAD_AGAIN)
        parser = _Parser(locate_columns(table.name, header, _aliases_for(header)))
        return read_rows(table, header, parser.item, Observed(_EXPECTED))


stripe_payments = StripePayments()


def _aliases_for(header: Record) -> dict[str, Sequence[str]]:
    names = [header_name(cell) for cell in header.cells]
    return {**_ALIASES, **{name: (name,) for name in names if _METADATA.fullmatch(name)}}


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns

    def item(self, record: Record) -> LedgerItem:
        columns = self.columns
        columns.check_width(record)
        asked = self._asked(record)
        money = self._money(record, asked)
        at = self._created(record)
        own = columns.text(record, "id")
        mentions = mentioned_numbers(columns.text(record, "description"))
        references = tuple(dict.fromkeys(self._references(record, is_mentioned=bool(mentions))))
        set_aside = self._set_aside(record)
        status, open_amount = self._settled(record, asked, money)
        return LedgerItem(
            side=Side.PROCESSOR,
            kind=ItemKind.CHARGE,
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed_id(own) or f"row-{record.row_hash}",
            on=at.date(),
            at=at,
            money=money,
            row_hash=record.row_hash,
            has_own_id=is_printable_id(own),
            charged=asked if asked.currency != money.currency else None,
            fee=self._fee(record, money.currency),
            references=references,
            mentions=mentions,
            shown=printed_reference(next(iter((*references, *mentions)), "")),
            link=own,
            party_id=columns.text(record, "customer"),
            party_name=columns.text(record, "customer_name"),
            party_email=columns.text(record, "email"),
            status=PaymentStatus.UNKNOWN if set_aside else status,
            open_amount=None if set_aside else open_amount,
            set_aside=set_aside,
        )

    def _created(self, record: Record) -> datetime:
        try:
            return parse_instant(self.columns.text(record, "created"))
        except ValueError as error:
            raise self.columns.fault(record, "created", str(error)) from error

    def _asked(self, record: Record) -> Money:
        currency = self.columns.currency(record, "currency")
        return Money(self._unsigned(record, "amount", currency), currency)

    def _money(self, record: Record, asked: Money) -> Money:
        """What the payment moves in the books: the converted amount, where there is one."""
        text = self.columns.text
        if not (text(record, "converted") and text(record, "converted_currency")):
            return asked
        currency = self.columns.currency(record, "converted_currency")
        return Money(self._unsigned(record, "converted", currency), currency)

    def _unsigned(self, record: Record, name: str, currency: str) -> Decimal:
        amount = self.columns.amount(record, name, currency)
        if amount < 0:
            raise self.columns.fault(record, name, "is negative where it never is")
        return amount

    def _optional(self, record: Record, name: str, currency: str) -> Decimal:
        is_filled = self.columns.text(record, name)
        return self._unsigned(record, name, currency) if is_filled else Decimal(0)

    def _fee(self, record: Record, currency: str) -> Decimal | None:
        if not self.columns.text(record, "fee"):
            return None
        fee = self._unsigned(record, "fee", currency)
        return fee + self._optional(record, "fee_tax", currency)

    def _references(self, record: Record, *, is_mentioned: bool) -> Iterator[str]:
        """The merchant's own numbers; Stripe's invoice number where nothing else names one."""
        metadata = [name for name in self.columns.aliases if name.endswith("(metadata)")]
        names = [*metadata, "client_reference"]
        cells = [usable_reference(self.columns.text(record, name)) for name in names]
        found = [cell for cell in cells if cell]
        if not found and not is_mentioned:
            found = [usable_reference(self.columns.text(record, "invoice"))]
        yield from filter(None, found)

    def _set_aside(self, record: Record) -> str:
        status = " ".join(self.columns.text(record, "status").casefold().replace("_", " ").split())
        if self.columns.text(record, "mode").casefold() == "test":
            return "memo"
        if status in _FAILED:
            return "failed"
        is_authorised_only = self.columns.text(record, "captured").casefold() == "false"
        return "pending" if is_authorised_only or status in _PENDING else ""

    def _settled(
        self, record: Record, asked: Money, money: Money
    ) -> tuple[PaymentStatus, Decimal | None]:
        """How much of the payment stayed with us; a part given back counts as open again."""
        refunded = self._optional(record, "refunded", asked.currency)
        disputed = self._disputed(record, asked.currency)
        if not refunded + disputed:
            return PaymentStatus.PAID, None
        if refunded + disputed >= asked.amount:
            return PaymentStatus.VOID, None
        if asked.currency == money.currency:
            return PaymentStatus.PARTIAL, refunded + disputed
        converted = self._optional(record, "converted_refunded", money.currency)
        if disputed or not converted:
            return PaymentStatus.UNKNOWN, None
        return PaymentStatus.PARTIAL, converted

    def _disputed(self, record: Record, currency: str) -> Decimal:
        status = self.columns.text(record, "dispute_status").casefold()
        if status.startswith(_NOT_TAKEN):
            return Decimal(0)
        return self._optional(record, "disputed", currency)
