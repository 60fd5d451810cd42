"""QuickBooks Online "Invoices and Received Payments": each customer's payments and invoices.

A payment stands above the invoices that it settles. The report may print it as a credit; here it is
money received. Rows of nothing (all zero) are payments that only tie credits to invoices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._quickbooks_report import QuickBooksReport, Setting
from suitehouse.exports._quickbooks_words import kind_of, report_status
from suitehouse.ledger.item import ItemKind, LedgerItem
from suitehouse.ledger.money import Money

_ALIASES = {
    "date": ("date", "transaction date"),
    "type": ("transaction type",),
    "memo": ("memo/description", "description"),
    "number": ("transaction number", "num", "no."),
    "amount": ("amount",),
    "currency": ("currency",),
    "due_date": ("due date",),
}
_REQUIRED = ("date", "type", "memo", "number", "amount")
_OF_OTHERS = frozenset(
    {
        *("open balance", "posting", "posting (y/n)", "account", "account full name", "quantity"),
        *("product/service", "product/service full name", "debit", "credit", "balance", "split"),
        *("name", "customer", "customer full name"),
    }
)


def _item(rows: Sequence[Row], setting: Setting) -> LedgerItem:
    row = rows[0]
    currency = row.currency("currency", setting.home_currency)
    kind = kind_of(row.text("type"))
    printed = row.amount("amount", currency)
    amount = abs(printed) if kind is ItemKind.PAYMENT else printed
    memo = row.text("memo")
    named = Named(numbers=(row.text("number"),), memo=memo)
    return replace(
        row.item(kind, row.day("date"), Money(amount, currency), named),
        due=row.optional_day("due_date"),
        party_name=setting.customer,
        status=report_status(amount, None, memo),
    )


quickbooks_invoices_payments = QuickBooksReport(
    aliases=_ALIASES,
    required=_REQUIRED,
    totals=("amount",),
    item=_item,
    without=_OF_OTHERS,
)
