"""Stripe's table of refunds, in small units and unsigned: money given back on charges."""

from __future__ import annotations

from suitehouse.exports._stripe_tables import StripeTable, TableRow
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.tabular.references import mentioned_numbers, printed_reference

_SET_ASIDE = {
    "pending": "pending",
    "requires_action": "pending",
    "failed": "failed",
    "canceled": "failed",
}


def _item(row: TableRow) -> LedgerItem:
    at = row.moment("created")
    references = row.references()
    mentions = mentioned_numbers(row.text("description"))
    return LedgerItem(
        side=Side.PROCESSOR,
        kind=ItemKind.REFUND,
        source_file=row.columns.file,
        source_row=row.record.first_line,
        source_id=row.key("transaction", "id"),
        on=at.date(),
        at=at,
        money=row.money(-row.unsigned("amount")),
        row_hash=row.record.row_hash,
        has_own_id=row.has_key("transaction", "id"),
        references=references,
        mentions=mentions,
        shown=printed_reference(next(iter((*references, *mentions)), "")),
        link=row.text("charge"),
        set_aside=_SET_ASIDE.get(row.text("status").casefold(), ""),
    )


stripe_refunds = StripeTable(
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
    signature=("id", "amount", "charge", "created", "currency", "failure", "reason", "status"),
    expected="refunds",
    item=_item,
)
