"""SAP's customer items, open (table BSID) and cleared (BSAD): one row per posting to a customer.

Amounts are unsigned; SHKZG is the sign, S a debit (the customer owes more) and H a credit. Stored
amounts have two decimals in every currency. A row is known by company, year, document and item, so
the same posting in both tables is told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._sap_tables import (
    document_key,
    invoice_of,
    kind_of,
    padded,
    received,
    sap_day,
    stored_amount,
)
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money

_ALIASES = {
    "document": ("belnr",),
    "company": ("bukrs",),
    "year": ("gjahr",),
    "item": ("buzei",),
    "type": ("blart",),
    "day": ("budat",),
    "document_day": ("bldat",),
    "debit_or_credit": ("shkzg",),
    "amount": ("wrbtr",),
    "currency": ("waers",),
    "customer": ("kunnr",),
    "reference": ("xblnr",),
    "assignment": ("zuonr",),
    "payment_reference": ("kidno",),
    "billing": ("vbeln",),
    "invoice": ("rebzg",),
    "text": ("sgtxt",),
    "clearing": ("augbl",),
    "baseline": ("zfbdt",),
    "days_1": ("zbd1t",),
    "days_2": ("zbd2t",),
    "days_3": ("zbd3t",),
    "deleted": ("_fivetran_deleted",),
}
_REQUIRED = (
    *("document", "company", "year", "item", "type", "day"),
    *("debit_or_credit", "amount", "currency", "customer"),
)
_SIGNS = {"S": 1, "H": -1}
_NUMBERS = ("reference", "billing", "assignment", "payment_reference", "document")
_MOST_DAYS = 3_650


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    currency = row.currency("currency")
    posted = _posted(row, currency)
    kind = kind_of(row.text("type"), posted)
    money = Money(received(kind, posted), currency)
    day = sap_day(row, "day") or sap_day(row, "document_day")
    if day is None:
        raise row.fault("day", "is not a date")
    own_id = f"{document_key(row)}-{padded(row, 'item', 3)}"
    numbers = tuple(row.text(name) for name in _NUMBERS)
    is_cleared = bool(row.text("clearing").strip("0"))
    return replace(
        row.item(kind, day, money, Named(own_id, numbers, row.text("text"))),
        due=_due(row),
        link=invoice_of(row),
        party_id=padded(row, "customer", 10),
        open_amount=Decimal(0) if is_cleared else money.amount,
        status=PaymentStatus.PAID if is_cleared else PaymentStatus.OPEN,
        set_aside="deleted_there" if row.is_yes("deleted") else "",
    )


def _posted(row: Row, currency: str) -> Decimal:
    """The amount with its sign on the customer's account."""
    amount = stored_amount(row, "amount", currency)
    sign = _SIGNS.get(row.text("debit_or_credit").upper())
    if sign is None:
        raise row.fault("debit_or_credit", "is neither S (debit) nor H (credit)")
    return sign * amount


def _due(row: Row) -> date | None:
    """The baseline date and the longest term; the last of SAP's three terms is net."""
    baseline = sap_day(row, "baseline")
    if baseline is None:
        return None
    days = max(_days(row, name) for name in ("days_1", "days_2", "days_3"))
    try:
        return baseline + timedelta(days=days)
    except OverflowError:
        raise row.fault("baseline", "leads to a due date outside the calendar") from None


def _days(row: Row, name: str) -> int:
    cell = row.text(name)
    if not cell:
        return 0
    days = row.number(name)
    if not 0 <= days <= _MOST_DAYS or days != int(days):
        raise row.fault(name, "is no number of days")
    return int(days)


sap_customer_items = PlainExport(
    side=Side.ERP, system="SAP", aliases=_ALIASES, required=_REQUIRED, item=_item
)
