"""Shopify's tender transactions as its API names them: money in and out, signed as we need it."""

from __future__ import annotations

from dataclasses import replace

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.references import printed_id

_ALIASES = {
    "id": ("id",),
    "order": ("order_id",),
    "amount": ("amount",),
    "currency": ("currency",),
    "processed": ("processed_at",),
    "remote": ("remote_reference",),
    "method": ("payment_method",),
    "test": ("test",),
    "deleted": ("_fivetran_deleted",),
}
_REQUIRED = ("id", "order", "amount", "currency", "processed", "remote", "method")


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    currency = row.currency("currency")
    money = Money(row.amount("amount", currency), currency)
    is_refund = money.amount < 0
    processed = row.stamp("processed")
    kind = ItemKind.REFUND if is_refund else ItemKind.CHARGE
    return replace(
        row.item(kind, processed.day, money, Named(row.text("id"))),
        at=processed.at,
        link=printed_id(row.text("remote")),
        status=PaymentStatus.UNKNOWN if is_refund else PaymentStatus.PAID,
        set_aside=_set_aside(row),
    )


def _set_aside(row: Row) -> str:
    if row.is_yes("deleted"):
        return "deleted_there"
    return "test" if row.is_yes("test") else ""


shopify_api_tender_transaction = PlainExport(
    side=Side.COMMERCE, system="Shopify", aliases=_ALIASES, required=_REQUIRED, item=_item
)
