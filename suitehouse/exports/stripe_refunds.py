"""Stripe's table of refunds, in small units and unsigned: money given back on charges."""

from __future__ import annotations

from dataclasses import replace

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._stripe_tables import documents, movement, own_id, small_units
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side

_SET_ASIDE = {
    "pending": "pending",
    "requires_action": "pending",
    "failed": "failed",
    "canceled": "failed",
}


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    amount = -row.unsigned("amount", row.currency("currency"))
    named = Named(own_id(row), documents(row), row.text("description"))
    return replace(
        movement(row, ItemKind.REFUND, amount, named),
        link=row.text("charge"),
        set_aside=_SET_ASIDE.get(row.text("status").casefold(), ""),
    )


stripe_refunds = PlainExport(
    side=Side.PROCESSOR,
    system="Stripe",
    aliases={
        "id": ("id",),
        "amount": ("amount",),
        "transaction": ("balance_transaction_id", "balance_transaction"),
        "charge": ("charge_id", "charge"),
        "created": ("created",),
        "currency": ("currency",),
        "description": ("description",),
        "failure": ("failure_balance_transaction_id", "failure_balance_transaction"),
        "metadata": ("metadata",),
        "reason": ("reason",),
        "status": ("status",),
    },
    required=("id", "amount", "charge", "created", "currency", "failure", "reason", "status"),
    expected="refunds",
    item=_item,
    on_top=True,
    notation=small_units,
)
