"""Stripe's table of balance transactions: every movement of the balance, in small units."""

from __future__ import annotations

from suitehouse.exports._stripe_tables import StripeTable, TableRow
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.tabular.references import mentioned_numbers, printed_id, printed_reference

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


def _item(row: TableRow) -> LedgerItem:
    at = row.moment("created")
    kind = _kind(row)
    mentions = mentioned_numbers(row.text("description"))
    return LedgerItem(
        side=Side.PROCESSOR,
        kind=kind,
        source_file=row.columns.file,
        source_row=row.record.first_line,
        source_id=row.key("id"),
        on=at.date(),
        at=at,
        money=row.money(row.amount("amount")),
        row_hash=row.record.row_hash,
        has_own_id=row.has_key("id"),
        fee=row.amount("fee"),
        net=row.amount("net"),
        mentions=mentions,
        shown=printed_reference(next(iter(mentions), "")),
        link=row.text("source"),
        payout=printed_id(row.text("payout")),
        status=PaymentStatus.PAID if kind is ItemKind.CHARGE else PaymentStatus.UNKNOWN,
    )


def _kind(row: TableRow) -> ItemKind:
    kind = _KINDS.get(row.text("type").casefold(), ItemKind.OTHER)
    if kind is ItemKind.ADJUSTMENT and row.text("source").startswith(_DISPUTES):
        return ItemKind.DISPUTE if row.amount("amount") < 0 else ItemKind.DISPUTE_REVERSAL
    return kind


stripe_balance_transactions = StripeTable(
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
    signature=("id", "amount", "available", "created", "currency", "fee", "net", "source", "type"),
    expected="charges, refunds, disputes, fees, adjustments or payouts",
    item=_item,
)
