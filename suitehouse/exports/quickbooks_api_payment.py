"""QuickBooks customer payments as its API names them; `open_amount` is what no invoice has taken.

Which invoices a payment settles is in another table (see `quickbooks_api_payment_line`).
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
    "number": ("reference_number",),
    "day": ("transaction_date",),
    "created": ("created_at",),
    "total": ("total_amount",),
    "unapplied": ("unapplied_amount",),
    "currency": ("currency_id",),
    "customer": ("customer_id",),
    "note": ("private_note",),
}
_REQUIRED = ("id", "number", "day", "total", "unapplied", "currency", "customer")


def _item(row: Row, books: Books) -> LedgerItem:
    currency = row.currency("currency", books.home_currency)
    is_deleted = row.is_yes("deleted")
    total = Decimal(0) if is_deleted else row.amount("total", currency)
    unapplied = row.optional_amount("unapplied", currency)
    day = row.day("created") if is_deleted and not row.text("day") else row.day("day")
    named = Named(row.text("id"), (row.text("number"),), row.text("note"))
    return replace(
        row.item(ItemKind.PAYMENT, day, Money(total, currency), named),
        open_amount=unapplied,
        party_id=row.text("customer"),
        status=status_of(total, unapplied),
        set_aside="deleted_there" if is_deleted else "",
    )


quickbooks_api_payment = PlainExport(
    side=Side.ERP, system="QuickBooks", aliases=_ALIASES, required=_REQUIRED, item=_item
)
