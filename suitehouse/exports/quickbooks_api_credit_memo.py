"""QuickBooks credit memos as its API names them: one row per memo, amounts unsigned.

A credit memo takes from what a customer owes, so its amount and what is left of it are negative
here.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import Named, Row, status_of
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money

_ALIASES = {
    "id": ("id",),
    "deleted": ("_fivetran_deleted",),
    "number": ("doc_number",),
    "day": ("transaction_date",),
    "created": ("created_at",),
    "total": ("total_amount",),
    "tax": ("total_tax",),
    "left": ("remaining_credit", "balance"),
    "remaining": ("remaining_credit",),
    "currency": ("currency_id",),
    "customer": ("customer_id",),
    "email": ("bill_email",),
    "note": ("private_note",),
}
_REQUIRED = ("id", "number", "day", "total", "remaining", "currency", "customer")


def _item(row: Row, books: Books) -> LedgerItem:
    currency = row.currency("currency", books.home_currency)
    is_deleted = row.is_yes("deleted")
    total = Decimal(0) if is_deleted else -row.amount("total", currency)
    left = row.optional_amount("left", currency)
    tax = row.optional_amount("tax", currency)
    open_amount = None if left is None else -left
    day = row.day("created") if is_deleted and not row.text("day") else row.day("day")
    named = Named(row.text("id"), (row.text("number"),), row.text("note"))
    return replace(
        row.item(ItemKind.CREDIT_NOTE, day, Money(total, currency), named),
        tax=None if tax is None else -tax,
        open_amount=open_amount,
        party_id=row.text("customer"),
        party_email=row.text("email"),
        status=status_of(total, open_amount),
        set_aside="deleted_there" if is_deleted else "",
    )


quickbooks_api_credit_memo = PlainExport(
    side=Side.ERP, system="QuickBooks", aliases=_ALIASES, required=_REQUIRED, item=_item
)
