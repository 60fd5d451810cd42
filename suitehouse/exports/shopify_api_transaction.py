"""Shopify's gateway transactions as its API names them: sales, captures, refunds, voids.

Amounts are unsigned; a refund is negative here. What moved no money (failed, pending, voids,
authorisations that a capture follows, tests) is set aside. The row's order is known by an internal
id only.
"""

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
    "parent": ("parent_id",),
    "kind": ("kind",),
    "status": ("status",),
    "amount": ("amount",),
    "currency": ("currency",),
    "processed": ("processed_at", "created_at"),
    "gateway": ("gateway",),
    "test": ("test",),
    "deleted": ("_fivetran_deleted",),
}
_REQUIRED = ("id", "order", "kind", "status", "amount", "currency", "processed", "gateway")
_KINDS = {
    "sale": ItemKind.CHARGE,
    "capture": ItemKind.CHARGE,
    "refund": ItemKind.REFUND,
    "void": ItemKind.RELEASE,
    "authorization": ItemKind.HOLD,
}
_MOVED_NOTHING = {"void": "void", "authorization": "authorisation"}


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    currency = row.currency("currency")
    kind = _KINDS.get(row.text("kind").casefold(), ItemKind.OTHER)
    amount = row.amount("amount", currency)
    if amount < 0:
        raise row.fault("amount", "is signed, although the table keeps amounts unsigned")
    money = Money(-amount if kind is ItemKind.REFUND else amount, currency)
    processed = row.stamp("processed")
    is_paid = kind is ItemKind.CHARGE and row.text("status").casefold() == "success"
    return replace(
        row.item(kind, processed.day, money, Named(row.text("id"))),
        at=processed.at,
        link=printed_id(row.text("parent") or row.text("id")),
        status=PaymentStatus.PAID if is_paid else PaymentStatus.UNKNOWN,
        set_aside=_set_aside(row),
    )


def _set_aside(row: Row) -> str:
    if row.is_yes("deleted"):
        return "deleted_there"
    if row.is_yes("test"):
        return "test"
    status = row.text("status").casefold()
    if status != "success":
        return "pending" if status in ("pending", "awaiting_response") else "failed"
    return _MOVED_NOTHING.get(row.text("kind").casefold(), "")


shopify_api_transaction = PlainExport(
    side=Side.COMMERCE,
    system="Shopify",
    aliases=_ALIASES,
    required=_REQUIRED,
    item=_item,
    expected="sales, captures, refunds, voids or authorisations",
)
