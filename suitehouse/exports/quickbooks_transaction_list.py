"""QuickBooks Online "Transaction List by Customer": all kinds of transactions, in groups.

A group is a customer, or a job within one; its subtotal and TOTAL are footed over the amounts as
printed. A payment that is printed as a credit on the receivables account is money received, so its
sign is turned. There is no transaction id: a row is known by its number, which may be blank,
repeated, or that of a cheque.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._quickbooks_report import QuickBooksReport, Setting
from suitehouse.exports._quickbooks_words import kind_of, received, report_status
from suitehouse.ledger.item import LedgerItem
from suitehouse.ledger.money import Money

_ALIASES = {
    "date": ("date", "transaction date"),
    "type": ("transaction type",),
    "number": ("num", "no.", "transaction number"),
    "posting": ("posting", "posting (y/n)"),
    "name": ("name", "customer", "customer full name"),
    "memo": ("memo/description", "description"),
    "account": ("account", "account full name"),
    "due_date": ("due date",),
    "amount": ("amount",),
    "currency": ("currency",),
}
_REQUIRED = ("date", "type", "number", "posting", "account", "amount")
_OF_OTHERS = frozenset({"open balance", "quantity", "debit", "credit"})
_NOT_POSTED = frozenset({"n", "no"})


def _item(rows: Sequence[Row], setting: Setting) -> LedgerItem:
    row = rows[0]
    currency = row.currency("currency", setting.home_currency)
    kind = kind_of(row.text("type"))
    amount = received(kind, row.amount("amount", currency), row.text("account"))
    memo = row.text("memo")
    named = Named(numbers=(row.text("number"),), memo=memo)
    is_posted = row.text("posting").casefold() not in _NOT_POSTED
    return replace(
        row.item(kind, row.day("date"), Money(amount, currency), named),
        due=row.optional_day("due_date"),
        party_name=row.text("name") or setting.customer,
        status=report_status(amount, None, memo),
        set_aside="" if is_posted else "not_posted",
    )


quickbooks_transaction_list = QuickBooksReport(
    aliases=_ALIASES,
    required=_REQUIRED,
    totals=("amount",),
    item=_item,
    without=_OF_OTHERS,
)
