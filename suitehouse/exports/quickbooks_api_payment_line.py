"""What each QuickBooks payment was applied to, as its API names it: one row per application.

The rows part the payments of `quickbooks_api_payment`, so they are set aside and count for no
total. `link` is the invoice's id, or that of the credit memo, in QuickBooks. The table has neither
dates nor currencies of its own: a row is dated by its delivery, in the home currency.
"""

from __future__ import annotations

from dataclasses import replace

from suitehouse.exports._export_row import UNDATED, Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.references import printed_id

_INDEX_DIGITS = 4
_ALIASES = {
    "index": ("index",),
    "payment": ("payment_id",),
    "amount": ("amount",),
    "invoice": ("invoice_id",),
    "credit_memo": ("credit_memo_id",),
    "delivered": ("_fivetran_synced",),
}
_REQUIRED = ("index", "payment", "amount", "invoice", "credit_memo")


def _item(row: Row, books: Books) -> LedgerItem:
    currency = books.home_currency
    money = Money(row.amount("amount", currency), currency)
    if not row.text("payment"):
        raise row.fault("payment", "is empty")
    index = row.text("index").zfill(_INDEX_DIGITS)
    named = Named(f"{row.text('payment')}-{index}")
    day = row.day("delivered") if row.text("delivered") else UNDATED
    return replace(
        row.item(ItemKind.PAYMENT, day, money, named),
        link=printed_id(row.text("invoice") or row.text("credit_memo")),
        set_aside="part_of_payment",
    )


quickbooks_api_payment_line = PlainExport(
    side=Side.ERP, system="QuickBooks", aliases=_ALIASES, required=_REQUIRED, item=_item
)
