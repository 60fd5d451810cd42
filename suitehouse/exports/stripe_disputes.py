"""Stripe's table of disputes, in small units and unsigned: money that banks took back.

A dispute that was won is taken and given back in one row, so nothing is left of it; an inquiry
takes nothing. Both are set aside. The dispute fee is not in this table.
"""

from __future__ import annotations

from dataclasses import replace

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._stripe_tables import documents, is_a_test, movement, own_id, small_units
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side

_INQUIRY = "warning_"
_WON = "won"


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    amount = -row.unsigned("amount", row.currency("currency"))
    named = Named(own_id(row), documents(row))
    return replace(
        movement(row, ItemKind.DISPUTE, amount, named),
        link=row.text("charge"),
        set_aside=_set_aside(row),
    )


def _set_aside(row: Row) -> str:
    status = row.text("status").casefold()
    if is_a_test(row) or status.startswith(_INQUIRY):
        return "memo"
    return "reversed" if status == _WON else ""


stripe_disputes = PlainExport(
    side=Side.PROCESSOR,
    system="Stripe",
    aliases={
        "id": ("id",),
        "amount": ("amount",),
        "transaction": ("balance_transaction", "balance_transaction_id"),
        "charge": ("charge_id", "charge"),
        "created": ("created",),
        "currency": ("currency",),
        "refundable": ("is_charge_refundable",),
        "live": ("livemode",),
        "metadata": ("metadata",),
        "reason": ("reason",),
        "status": ("status",),
    },
    required=("id", "amount", "charge", "created", "currency", "refundable", "reason", "status"),
    expected="disputes",
    item=_item,
    on_top=True,
    notation=small_units,
)
