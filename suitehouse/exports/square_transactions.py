"""Square's transactions download: one row a payment or refund, amounts as text with a sign.

The file names no currency: amounts are in the home currency, and a sign of another is refused. Fees
are printed negative and net total = total collected + fees. A refund bears the transaction id of
its payment and a payment id of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Final

from suitehouse.exports._export_row import Named, Notation, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._printed_notation import printed_styles
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns
from suitehouse.tabular.dates import MONTH_FIRST, YEAR_FIRST
from suitehouse.tabular.local_times import local_instant
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import printed_id

_ALIASES: Final = {
    "date": ("date",),
    "time": ("time",),
    "zone": ("time zone",),
    "tax": ("tax",),
    "total": ("total collected",),
    "fees": ("fees",),
    "net": ("net total",),
    "transaction": ("transaction id",),
    "payment": ("payment id",),
    "event": ("event type",),
    "status": ("transaction status",),
    "details": ("details",),
    "description": ("description",),
    "tender_note": ("tender note", "other tender note"),
    "customer": ("customer id",),
    "customer_name": ("customer name",),
    "customer_reference": ("customer reference id",),
    "order_reference": ("order reference id",),
    "deposit": ("deposit id",),
}
_REQUIRED = (
    "date", "time", "zone", "total", "fees", "net", "transaction", "payment", "event",
)  # fmt: skip
_KINDS = {"payment": ItemKind.CHARGE, "refund": ItemKind.REFUND}
_SET_ASIDE = {
    "pending": "pending",
    "failed": "failed",
    "canceled": "failed",
    "cancelled": "failed",
    "voided": "failed",
}
_SIGNS = {
    "$": {"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "MXN"},
    "£": {"GBP"},
    "€": {"EUR"},
    "¥": {"JPY", "CNY"},
}


def _notation(columns: Columns, rows: Iterator[Record]) -> Notation:
    """Return the one of Square's two layouts of dates that fits every row."""
    return Notation(printed_styles(rows, columns, ("date",), (MONTH_FIRST, YEAR_FIRST))[0])


def _item(row: Row, books: Books) -> LedgerItem:
    currency = books.home_currency
    kind = _KINDS.get(row.text("event").casefold(), ItemKind.OTHER)
    on = row.day("date")
    set_aside = _SET_ASIDE.get(row.text("status").casefold(), "")
    is_paid = kind is ItemKind.CHARGE and not set_aside
    money = Money(_amount(row, "total", currency), currency)
    return replace(
        row.item(kind, on, money, _named(row)),
        at=local_instant(row.columns, row.record, on),
        fee=0 - _amount(row, "fees", currency),
        net=_amount(row, "net", currency),
        tax=_amount(row, "tax", currency) if row.text("tax") else None,
        link=printed_id(row.text("transaction")),
        payout=printed_id(row.text("deposit")),
        party_id=row.text("customer"),
        party_name=row.text("customer_name"),
        status=PaymentStatus.PAID if is_paid else PaymentStatus.UNKNOWN,
        set_aside=set_aside,
    )


def _amount(row: Row, name: str, currency: str) -> Decimal:
    cell = row.text(name)
    if any(sign in cell and currency not in known for sign, known in _SIGNS.items()):
        raise row.fault(name, "has the sign of another currency than the home currency")
    return row.amount(name, currency)


def _named(row: Row) -> Named:
    numbers = (row.text("order_reference"), row.text("customer_reference"))
    memo = "\n".join(map(row.text, ("details", "description", "tender_note")))
    return Named(row.text("payment"), numbers, memo)


square_transactions = PlainExport(
    side=Side.PROCESSOR,
    system="Square",
    aliases=_ALIASES,
    required=_REQUIRED,
    item=_item,
    on_top=True,
    notation=_notation,
    expected="payments or refunds",
    is_timed=True,
)
