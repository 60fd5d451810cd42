"""Stripe's table of balance transactions: every movement of the balance, in small units."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._stripe_tables import movement, small_units
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.tabular.references import printed_id

_KINDS = {
    "charge": ItemKind.CHARGE,
    "payment": ItemKind.CHARGE,
    "refund": ItemKind.REFUND,
    "payment_refund": ItemKind.REFUND,
    "refund_failure": ItemKind.REFUND_REVERSAL,
    "payment_failure_refund": ItemKind.REFUND,
    "adjustment": ItemKind.ADJUSTMENT,
    "stripe_fee": ItemKind.FEE,
    "network_cost": ItemKind.FEE,
    "payout": ItemKind.PAYOUT,
    "payout_cancel": ItemKind.PAYOUT,
    "payout_failure": ItemKind.PAYOUT,
}
# In this table disputes are adjustments; only what they come from tells them.
_DISPUTES = ("du_", "dp_")


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    currency = row.currency("currency")
    amount = row.amount("amount", currency)
    kind = _kind(row, amount)
    named = Named(row.text("id"), memo=row.text("description"))
    return replace(
        movement(row, kind, amount, named),
        fee=row.amount("fee", currency),
        net=row.amount("net", currency),
        link=row.text("source"),
        payout=printed_id(row.text("payout")),
        status=PaymentStatus.PAID if kind is ItemKind.CHARGE else PaymentStatus.UNKNOWN,
    )


def _kind(row: Row, amount: Decimal) -> ItemKind:
    kind = _KINDS.get(row.text("type").casefold(), ItemKind.OTHER)
    if kind is ItemKind.ADJUSTMENT and row.text("source").startswith(_DISPUTES):
        return ItemKind.DISPUTE if amount < 0 else ItemKind.DISPUTE_REVERSAL
    return kind


stripe_balance_transactions = PlainExport(
    side=Side.PROCESSOR,
    system="Stripe",
    aliases={
        "id": ("id",),
        "amount": ("amount",),
        "available": ("available_on",),
        "created": ("created",),
        "currency": ("currency",),
        "description": ("description",),
        "fee": ("fee",),
        "net": ("net",),
        "source": ("source", "source_id"),
        "type": ("type",),
        "payout": ("payout_id",),
    },
    required=("id", "amount", "available", "created", "currency", "fee", "net", "source", "type"),
    expected="charges, refunds, disputes, fees, adjustments or payouts",
    item=_item,
    on_top=True,
    notation=small_units,
)
