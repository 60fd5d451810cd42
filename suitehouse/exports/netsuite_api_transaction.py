"""NetSuite transactions as its tables have them: type, number, dates, no amounts.

The table has amounts only where a pipeline adds them (`foreigntotal`, or `total` in the home
currency); rows without are set aside. A row replaced by a later one is set aside too, so that a
transaction counts once. Currencies are internal numbers, so amounts are in the home currency unless
a code is printed.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import Named, Row, status_of
from suitehouse.exports._netsuite_words import KINDS, is_purchase
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.ledger.money import CURRENCY_CODE, Money

_ALIASES = {
    "id": ("id",),
    "type": ("type",),
    "number": ("tranid", "transactionnumber"),
    "transaction_number": ("transactionnumber",),
    "other_number": ("otherrefnum",),
    "memo": ("memo",),
    "day": ("trandate",),
    "due": ("duedate",),
    "status": ("status",),
    "currency": ("currency",),
    "customer": ("entity",),
    "foreign_total": ("foreigntotal",),
    "total": ("total",),
    "foreign_left": ("foreignamountunpaid",),
    "deleted": ("_fivetran_deleted",),
    "active": ("_fivetran_active",),
}
_REQUIRED = ("id", "type", "day", "status", "customer", "currency", "transaction_number")


def _item(row: Row, books: Books) -> LedgerItem:
    kind = KINDS.get(row.text("type").casefold(), KINDS[""])
    total, currency = _total(row, books)
    left = row.optional_amount("foreign_left", currency) if row.text("foreign_total") else None
    numbers = (row.text("number"), row.text("other_number"), row.text("transaction_number"))
    money = Money(total or Decimal(0), currency)
    return replace(
        row.item(kind, row.day("day"), money, Named(row.text("id"), numbers, row.text("memo"))),
        due=row.optional_day("due"),
        party_id=row.text("customer"),
        open_amount=left,
        status=status_of(money.amount, left),
        set_aside=_set_aside(row) or ("no_amount" if total is None else ""),
    )


def _total(row: Row, books: Books) -> tuple[Decimal | None, str]:
    printed = row.text("currency").upper()
    has_foreign = bool(row.text("foreign_total")) and bool(CURRENCY_CODE.fullmatch(printed))
    currency = printed if has_foreign else books.home_currency
    total = row.optional_amount("foreign_total" if has_foreign else "total", currency)
    if total is not None and is_purchase(row.text("type")):
        total = -abs(total)
    return total, currency


def _set_aside(row: Row) -> str:
    if row.is_yes("deleted"):
        return "deleted_there"
    is_replaced = bool(row.text("active")) and not row.is_yes("active")
    return "replaced" if is_replaced else ""


netsuite_api_transaction = PlainExport(
    side=Side.ERP, system="NetSuite", aliases=_ALIASES, required=_REQUIRED, item=_item
)
