"""Stripe's itemised payout reconciliation report, and its short single-payout download.

Signs are ours already: charges positive, refunds and disputes negative, the fee a positive cost, so
that gross - fee = net on every row. Amounts are in major units. A row is known by its balance
transaction id. Descriptions are read only for invoice numbers; of the merchant's metadata only
columns that name an invoice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.references import is_printable_id, printed_id

_ALIASES: Final = {
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
    frozenset({"reporting_category", "gross"}),
    frozenset({"payout_id", "transaction_id", "type", "amount"}),
)
_METADATA = "payment_metadata["
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


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    currency = row.currency("currency")
    transaction = row.text("transaction")
    kind = _KINDS.get(row.text("category").casefold(), ItemKind.OTHER)
    at = row.instant("created")
    money = Money(row.amount("gross", currency), currency)
    return replace(
        row.item(kind, at.date(), money, _named(row, transaction)),
        at=at,
        has_own_id=is_printable_id(transaction),
        charged=_charged(row, currency),
        fee=row.optional_amount("fee", currency) or Decimal(0),
        net=row.amount("net", currency),
        link=row.text("charge") or row.text("source"),
        payout=printed_id(row.text("payout")),
        party_email=row.text("email"),
        status=PaymentStatus.PAID if kind is ItemKind.CHARGE else PaymentStatus.UNKNOWN,
    )


def _named(row: Row, transaction: str) -> Named:
    metadata = [name for name in row.columns.aliases if name.startswith(_METADATA)]
    return Named(transaction, tuple(map(row.text, metadata)), row.text("description"))


def _charged(row: Row, currency: str) -> Money | None:
    if not row.text("customer_currency"):
        return None
    asked_in = row.currency("customer_currency")
    if asked_in == currency:
        return None
    return Money(row.amount("customer_amount", asked_in), asked_in)


stripe_payout_reconciliation = PlainExport(
    side=Side.PROCESSOR,
    system="Stripe",
    aliases=_ALIASES,
    required=_REQUIRED,
    one_of=_SIGNATURES,
    more=_METADATA_INVOICE,
    item=_item,
    on_top=True,
    expected="charges, refunds, disputes, fees or payouts",
)
