"""QuickBooks Online "Sales by Customer Detail": one row per line item, one item per document.

Lines of one document stand together and bear its type, number and date; their amounts add to the
document's. Rows without a number cannot be told apart, so each is an item of its own. On cash basis
an amount is the part paid, dated by its payment, so those rows are set aside. The running balance
depends on what else is in the report and tells nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._quickbooks_report import QuickBooksReport, Setting
from suitehouse.exports._quickbooks_words import kind_of, report_status
from suitehouse.ledger.item import LedgerItem
from suitehouse.ledger.money import Money

_ALIASES = {
    "date": ("transaction date", "date"),
    "type": ("transaction type",),
    "number": ("num", "no.", "transaction number"),
    "product": ("product/service full name", "product/service"),
    "memo": ("description", "memo/description"),
    "quantity": ("quantity", "qty"),
    "amount": ("amount",),
    "running_balance": ("balance",),
    "name": ("name", "customer", "customer full name"),
    "currency": ("currency",),
    "due_date": ("due date",),
}
_REQUIRED = ("date", "type", "number", "product", "quantity", "amount")
_OF_OTHERS = frozenset({"open balance", "debit", "credit"})


def _key(row: Row) -> Hashable | None:
    number = row.text("number")
    return (row.text("type"), number, row.text("date"), row.text("name")) if number else None


def _item(rows: Sequence[Row], setting: Setting) -> LedgerItem:
    row = rows[0]
    currency = row.currency("currency", setting.home_currency)
    amount = sum((line.amount("amount", currency) for line in rows), Decimal(0))
    memo = " ".join(line.text("memo") for line in rows)
    named = Named(numbers=(row.text("number"),), memo=memo, passing=("running_balance",))
    return replace(
        row.item(kind_of(row.text("type")), row.day("date"), Money(amount, currency), named),
        due=row.optional_day("due_date"),
        party_name=row.text("name") or setting.customer,
        status=report_status(amount, None, memo),
        set_aside="cash_basis" if setting.is_cash_basis else "",
    )


quickbooks_sales_detail = QuickBooksReport(
    aliases=_ALIASES,
    required=_REQUIRED,
    totals=("amount",),
    item=_item,
    without=_OF_OTHERS,
    key_of=_key,
)
