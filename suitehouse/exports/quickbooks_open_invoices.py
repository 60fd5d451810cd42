"""QuickBooks Online "Open Invoices": what is still owed on each document, not what it was for.

The report has no amount of the document, so nothing may be compared with an invoice's total: rows
carry their open balance and are set aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._quickbooks_report import QuickBooksReport, Setting
from suitehouse.exports._quickbooks_words import kind_of
from suitehouse.ledger.item import LedgerItem, PaymentStatus
from suitehouse.ledger.money import Money

_ALIASES = {
    "date": ("date", "transaction date"),
    "type": ("transaction type",),
    "number": ("num", "no.", "transaction number"),
    "name": ("name", "customer", "customer full name"),
    "memo": ("memo/description", "description"),
    "due_date": ("due date",),
    "open_balance": ("open balance",),
    "currency": ("currency",),
}
_REQUIRED = ("date", "type", "number", "due_date", "open_balance")
_OF_THE_INVOICE_LIST = frozenset({"amount", "quantity", "debit", "credit"})


def _item(rows: Sequence[Row], setting: Setting) -> LedgerItem:
    row = rows[0]
    currency = row.currency("currency", setting.home_currency)
    left = row.amount("open_balance", currency)
    kind = kind_of(row.text("type"))
    named = Named(numbers=(row.text("number"),), memo=row.text("memo"))
    return replace(
        row.item(kind, row.day("date"), Money(left, currency), named),
        due=row.optional_day("due_date"),
        party_name=row.text("name") or setting.customer,
        status=PaymentStatus.OPEN if left else PaymentStatus.PAID,
        open_amount=left,
        set_aside="open_balance_only",
    )


quickbooks_open_invoices = QuickBooksReport(
    aliases=_ALIASES,
    required=_REQUIRED,
    totals=("open_balance",),
    item=_item,
    without=_OF_THE_INVOICE_LIST,
)
