"""QuickBooks invoices as its API names them: one row per invoice, as pipelines land them.

Amounts are in the invoice's currency. A row that was deleted at the source keeps its id and loses
its amount; it is set aside. A voided invoice has amount zero and says so in its note.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import Named, Row, status_of
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money

_ALIASES = {
    "id": ("id",),
    "deleted": ("_fivetran_deleted",),
    "number": ("doc_number",),
    "day": ("transaction_date",),
    "created": ("created_at",),
    "due": ("due_date",),
    "total": ("total_amount",),
    "tax": ("total_tax",),
    "balance": ("balance",),
    "currency": ("currency_id",),
    "customer": ("customer_id",),
    "email": ("billing_email",),
    "note": ("private_note",),
}
_REQUIRED = ("id", "number", "day", "due", "total", "balance", "currency", "customer")
_VOID = re.compile(r"\bvoid(?:ed)?\b", re.IGNORECASE)


def _item(row: Row, books: Books) -> LedgerItem:
    currency = row.currency("currency", books.home_currency)
    is_deleted = row.is_yes("deleted")
    total = Decimal(0) if is_deleted else row.amount("total", currency)
    balance = row.optional_amount("balance", currency)
    day = row.day("created") if is_deleted and not row.text("day") else row.day("day")
    note = row.text("note")
    named = Named(row.text("id"), (row.text("number"),), note)
    is_void = not total and bool(_VOID.search(note))
    return replace(
        row.item(ItemKind.INVOICE, day, Money(total, currency), named),
        due=row.optional_day("due"),
        tax=row.optional_amount("tax", currency),
        open_amount=balance,
        party_id=row.text("customer"),
        party_email=row.text("email"),
        status=PaymentStatus.VOID if is_void else status_of(total, balance),
        set_aside="deleted_there" if is_deleted else "",
    )


quickbooks_api_invoice = PlainExport(
    side=Side.ERP, system="QuickBooks", aliases=_ALIASES, required=_REQUIRED, item=_item
)
