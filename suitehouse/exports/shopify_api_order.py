"""Shopify orders as its API names them: one row per order, amounts in the shop's currency.

A cancelled or voided order keeps its total; it is set aside, as test orders are. Times are UTC.
"""

from __future__ import annotations

from dataclasses import replace

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._shopify_words import order_status, set_aside
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money

_ALIASES = {
    "id": ("id",),
    "name": ("name",),
    "number": ("order_number",),
    "created": ("created_at",),
    "total": ("total_price",),
    "tax": ("total_tax",),
    "currency": ("currency",),
    "financial": ("financial_status",),
    "cancelled": ("cancelled_at",),
    "test": ("test",),
    "customer": ("customer_id",),
    "email": ("email",),
    "deleted": ("_fivetran_deleted",),
    "note": ("note",),
}
_REQUIRED = ("id", "name", "number", "created", "total", "currency", "financial")


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    currency = row.currency("currency")
    money = Money(row.amount("total", currency), currency)
    created = row.stamp("created")
    named = Named(row.text("id"), (row.text("name"), row.text("number")), row.text("note"))
    is_cancelled = bool(row.text("cancelled"))
    return replace(
        row.item(ItemKind.ORDER, created.day, money, named),
        at=created.at,
        tax=row.optional_amount("tax", currency),
        party_id=row.text("customer"),
        party_email=row.text("email"),
        status=order_status(row.text("financial"), is_cancelled=is_cancelled),
        set_aside=_reason(row, is_cancelled=is_cancelled),
    )


def _reason(row: Row, *, is_cancelled: bool) -> str:
    if row.is_yes("deleted"):
        return "deleted_there"
    if row.is_yes("test"):
        return "test"
    return set_aside(row.text("financial"), is_cancelled=is_cancelled)


shopify_api_order = PlainExport(
    side=Side.COMMERCE, system="Shopify", aliases=_ALIASES, required=_REQUIRED, item=_item
)
