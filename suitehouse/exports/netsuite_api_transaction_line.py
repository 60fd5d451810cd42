"""NetSuite transaction lines as its tables have them: a row for each line, its type elsewhere.

Lines part the transactions of another table, in any order, so they are set aside and count for no
total. `link` is the transaction's id. Amounts stand as printed, in the home currency; a line has no
date of its own and is dated by its last change.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import UNDATED, Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.references import printed_id

_ALIASES = {
    "id": ("uniquekey",),
    "line": ("id",),
    "transaction": ("transaction",),
    "amount": ("netamount",),
    "foreign": ("foreignamount",),
    "main": ("mainline",),
    "memo": ("memo",),
    "customer": ("entity",),
    "changed": ("linelastmodifieddate",),
    "number": ("documentnumber",),
    "deleted": ("_fivetran_deleted",),
}
_REQUIRED = ("line", "transaction", "amount", "foreign", "main", "changed")


def _item(row: Row, books: Books) -> LedgerItem:
    if not row.text("transaction"):
        raise row.fault("transaction", "is empty")
    currency = books.home_currency
    amount = row.optional_amount("amount", currency) or Decimal(0)
    changed = row.stamp("changed") if row.text("changed") else None
    own_id = row.text("id") or f"{row.text('transaction')}-{row.text('line').zfill(8)}"
    named = Named(own_id, (row.text("number"),), row.text("memo"))
    day = changed.day if changed else UNDATED
    return replace(
        row.item(ItemKind.OTHER, day, Money(amount, currency), named),
        at=changed.at if changed else None,
        link=printed_id(row.text("transaction")),
        party_id=row.text("customer"),
        set_aside="deleted_there" if row.is_yes("deleted") else "part_of_transaction",
    )


netsuite_api_transaction_line = PlainExport(
    side=Side.ERP, system="NetSuite", aliases=_ALIASES, required=_REQUIRED, item=_item
)
