"""SAP's customer master (table KNA1): who they are, no transactions.

Customer numbers are ten characters with leading zeros; a spreadsheet strips them, so they are
filled up again.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import UNDATED, Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._sap_tables import padded, sap_day
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money

_ALIASES = {
    "number": ("kunnr",),
    "name": ("name1",),
    "country": ("land1",),
    "group": ("ktokd",),
    "created": ("erdat",),
    "flagged": ("loevm",),
    "deleted": ("_fivetran_deleted",),
}
_REQUIRED = ("number", "name", "country", "group")


def _item(row: Row, books: Books) -> LedgerItem:
    number = padded(row, "number", 10)
    is_gone = bool(row.text("flagged")) or row.is_yes("deleted")
    money = Money(Decimal(0), books.home_currency)
    return replace(
        row.item(ItemKind.CUSTOMER, sap_day(row, "created") or UNDATED, money, Named(number)),
        party_id=number,
        party_name=row.text("name"),
        set_aside="deleted_there" if is_gone else "",
    )


sap_customers = PlainExport(
    side=Side.ERP, system="SAP", aliases=_ALIASES, required=_REQUIRED, item=_item
)
