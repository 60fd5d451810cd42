"""SAP's document headers (table BKPF): numbers, dates and references, no amounts.

The amounts stand in the items of the customer's account, so a header is set aside. It says which
external number (XBLNR) belongs to which document.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._sap_tables import document_key, kind_of, sap_day
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money

_ALIASES = {
    "document": ("belnr",),
    "company": ("bukrs",),
    "year": ("gjahr",),
    "type": ("blart",),
    "day": ("budat",),
    "document_day": ("bldat",),
    "currency": ("waers",),
    "reference": ("xblnr",),
    "text": ("bktxt",),
    "reversed_by": ("stblg",),
    "deleted": ("_fivetran_deleted",),
}
_REQUIRED = ("document", "company", "year", "type", "day", "currency", "reference")
_OF_ITEMS = frozenset({"buzei", "shkzg", "wrbtr", "kunnr"})


def _item(row: Row, books: Books) -> LedgerItem:
    day = sap_day(row, "day") or sap_day(row, "document_day")
    if day is None:
        raise row.fault("day", "is not a date")
    money = Money(Decimal(0), row.currency("currency", books.home_currency))
    named = Named(
        document_key(row), (row.text("reference"), row.text("document")), row.text("text")
    )
    is_reversed = bool(row.text("reversed_by").strip("0"))
    return replace(
        row.item(kind_of(row.text("type"), Decimal(0)), day, money, named),
        status=PaymentStatus.VOID if is_reversed else PaymentStatus.UNKNOWN,
        set_aside="deleted_there" if row.is_yes("deleted") else "no_amount",
    )


sap_document_headers = PlainExport(
    side=Side.ERP,
    system="SAP",
    aliases=_ALIASES,
    required=_REQUIRED,
    item=_item,
    without=_OF_ITEMS,
)
