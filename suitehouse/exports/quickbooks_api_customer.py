"""QuickBooks customers as its API names them: who they are and what they owe, no transactions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import UNDATED, Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money

_ALIASES = {
    "id": ("id",),
    "deleted": ("_fivetran_deleted",),
    "created": ("created_at",),
    "balance": ("balance",),
    "currency": ("currency_id",),
    "name": ("fully_qualified_name", "display_name"),
    "email": ("email",),
    "with_jobs": ("balance_with_jobs",),
    "is_job": ("bill_with_parent",),
}
_REQUIRED = ("id", "name", "balance", "with_jobs", "is_job")


def _item(row: Row, books: Books) -> LedgerItem:
    currency = row.currency("currency", books.home_currency)
    day = row.day("created") if row.text("created") else UNDATED
    money = Money(Decimal(0), currency)
    return replace(
        row.item(ItemKind.CUSTOMER, day, money, Named(row.text("id"))),
        open_amount=row.optional_amount("balance", currency),
        party_id=row.text("id"),
        party_name=row.text("name"),
        party_email=row.text("email"),
        set_aside="deleted_there" if row.is_yes("deleted") else "",
    )


quickbooks_api_customer = PlainExport(
    side=Side.ERP, system="QuickBooks", aliases=_ALIASES, required=_REQUIRED, item=_item
)
