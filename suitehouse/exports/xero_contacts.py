"""Xero contacts: who they are, no transactions. The file prints neither ids nor dates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import UNDATED, Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money

_ALIASES = {
    "name": ("*contactname", "contactname"),
    "number": ("accountnumber",),
    "email": ("emailaddress",),
    "address": ("poaddressline1",),
}
_REQUIRED = ("name", "email", "address")
# The invoice exports and the invoice import template begin with the same columns.
_OF_INVOICES = frozenset({"invoicenumber", "*invoicenumber"})


def _item(row: Row, books: Books) -> LedgerItem:
    if not row.text("name"):
        raise row.fault("name", "is empty")
    money = Money(Decimal(0), books.home_currency)
    return replace(
        row.item(ItemKind.CUSTOMER, UNDATED, money, Named()),
        party_id=row.text("number"),
        party_name=row.text("name"),
        party_email=row.text("email"),
    )


xero_contacts = PlainExport(
    side=Side.ERP,
    system="Xero",
    aliases=_ALIASES,
    required=_REQUIRED,
    item=_item,
    without=_OF_INVOICES,
)
