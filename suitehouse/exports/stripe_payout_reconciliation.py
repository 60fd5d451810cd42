"""Stripe's itemised payout reconciliation report, and its short single-payout download.

Signs are ours already: charges positive, refunds and disputes negative, the fee a positive cost, so
that gross - fee = net on every row. Amounts are in major units. A row is known by its balance
transaction id. Descriptions are read only for invoice numbers; of the merchant's metadata only
columns that name an invoice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, first_filled, has_columns, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, header_name, header_names, locate_columns
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
    "transaction": ("balance_transaction_id", "transaction_id"),
    "payout": ("automatic_payout_id", "payout_id"),
    "created": ("created_utc", "created"),
    "currency": ("currency",),
    "gross": ("gross", "amount"),
    "fee": ("fee",),
    "net": ("net",),
    "category": ("reporting_category", "type"),
    "source": ("source_id",),
    "charge": ("charge_id",),
    "description": ("description",),
    "email": ("customer_email",),
    "customer_amount": ("customer_facing_amount",),
    "customer_currency": ("customer_facing_currency",),
}
_REQUIRED = ("created", "currency", "gross", "fee", "net")
# What only the report has, or all of the short download: "type" and "amount" alone mean nothing.
_SIGNATURES = (
    {"reporting_category", "gross"},
    {"payout_id", "transaction_id", "type", "amount"},
)
_EXPECTED = "charges, refunds, disputes, fees or payouts"
_METADATA_INVOICE = re.compile(r"payment_metadata\[[^\]]*(?:invoice|reference|document)[^\]]*\]")
_KINDS = {
    "charge": ItemKind.CHARGE,
    "payment": ItemKind.CHARGE,
    "refund": ItemKind.REFUND,
    "refund_failure": ItemKind.REFUND_REVERSAL,
    "partial_capture_reversal": ItemKind.REFUND,
    "payment_refund": ItemKind.REFUND,
    "dispute": ItemKind.DISPUTE,
    "dispute_reversal": ItemKind.DISPUTE_REVERSAL,
    "fee": ItemKind.FEE,
    "stripe_fee": ItemKind.FEE,
    "network_cost": ItemKind.FEE,
    "payout": ItemKind.PAYOUT,
    "payout_reversal": ItemKind.PAYOUT,
}


class StripePayoutReconciliation:
    """The export format; see the module."""

    side = Side.PROCESSOR
    system = "Stripe"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the report's header."""
        return _header_of(head) is not None

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the report with each line accounted for; see `TableFormat`."""
        header = _header_of(table.records())
        if header is None:
            remedy = "Download the report again."
            raise ExportError(table.name, "has no header of a payout report", remedy=remedy)
        parser = _Parser(locate_columns(table.name, header, _aliases_for(header)))
        return read_rows(table, header, parser.item, Observed(_EXPECTED))


stripe_payout_reconciliation = StripePayoutReconciliation()


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns

    def item(self, record: Record) -> LedgerItem:
        columns = self.columns
        columns.check_width(record)
        currency = columns.currency(record, "currency")
        transaction = columns.text(record, "transaction")
        references = tuple(dict.fromkeys(self._references(record)))
        mentions = mentioned_numbers(columns.text(record, "description"))
        kind = _KINDS.get(columns.text(record, "category").casefold(), ItemKind.OTHER)
        at = self._created(record)
        return LedgerItem(
            side=Side.PROCESSOR,
            kind=kind,
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed_id(transaction) or f"row-{record.row_hash}",
            on=at.date(),
            at=at,
            money=Money(columns.amount(record, "gross", currency), currency),
            row_hash=record.row_hash,
            has_own_id=is_printable_id(transaction),
            charged=self._charged(record, currency),
            fee=self._fee(record, currency),
            net=columns.amount(record, "net", currency),
            references=references,
            mentions=mentions,
            shown=printed_reference(next(iter((*references, *mentions)), "")),
            link=columns.text(record, "charge") or columns.text(record, "source"),
            payout=printed_id(columns.text(record, "payout")),
            party_email=columns.text(record, "email"),
            status=PaymentStatus.PAID if kind is ItemKind.CHARGE else PaymentStatus.UNKNOWN,
        )

    def _created(self, record: Record) -> datetime:
        try:
            return parse_instant(self.columns.text(record, "created"))
        except ValueError as error:
            raise self.columns.fault(record, "created", str(error)) from error

    def _fee(self, record: Record, currency: str) -> Decimal:
        if not self.columns.text(record, "fee"):
            return Decimal(0)
        return self.columns.amount(record, "fee", currency)

    def _charged(self, record: Record, currency: str) -> Money | None:
        if not self.columns.text(record, "customer_currency"):
            return None
        asked_in = self.columns.currency(record, "customer_currency")
        if asked_in == currency:
            return None
        return Money(self.columns.amount(record, "customer_amount", asked_in), asked_in)

    def _references(self, record: Record) -> Iterator[str]:
        for name in self.columns.aliases:
            if name.startswith("payment_metadata[") and (cell := self.columns.text(record, name)):
                reference = usable_reference(cell)
                yield from [reference] if reference else []


def _header_of(records: Iterable[Record]) -> Record | None:
    first = first_filled(records)
    if first is None or not has_columns(first, _ALIASES, _REQUIRED):
        return None
    names = header_names(first)
    return first if any(signature <= names for signature in _SIGNATURES) else None


def _aliases_for(header: Record) -> dict[str, Sequence[str]]:
    names = [header_name(cell) for cell in header.cells]
    metadata = {name: (name,) for name in names if _METADATA_INVOICE.fullmatch(name)}
    return {**_ALIASES, **metadata}
