"""QuickBooks Online "Invoice List": a report as CSV, with title lines, a TOTAL row and a footer.

Columns are found by header; QuickBooks renamed some over the years. Amounts are signed as we need
them (a credit memo is negative). The file names no transaction id, so a row is known by its
document number. The memo is read only for "Voided" and invoice numbers.
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
    "number": ("num", "no.", "transaction number"),
    "name": ("name", "customer", "customer full name"),
    "memo": ("memo/description", "description"),
    "due_date": ("due date",),
    "amount": ("amount",),
    "open_balance": ("open balance",),
    "currency": ("currency",),
}
_REQUIRED = ("date", "type", "number", "amount", "open_balance")
_KINDS = (ItemKind.INVOICE, ItemKind.CREDIT_NOTE)


def _item(rows: Sequence[Row], setting: Setting) -> LedgerItem:
    row = rows[0]
    currency = row.currency("currency", setting.home_currency)
    amount = row.amount("amount", currency)
    open_amount = row.optional_amount("open_balance", currency)
    memo = row.text("memo")
    kind = kind_of(row.text("type"))
    known = kind if kind in _KINDS else ItemKind.OTHER
    named = Named(numbers=(row.text("number"),), memo=memo, passing=("open_balance",))
    return replace(
        row.item(known, row.day("date"), Money(amount, currency), named),
        due=row.optional_day("due_date"),
        party_name=row.text("name") or setting.customer,
        status=report_status(amount, open_amount, memo),
        open_amount=open_amount,
    )


quickbooks_invoice_list = QuickBooksReport(
    aliases=_ALIASES,
    required=_REQUIRED,
    totals=("amount", "open_balance"),
    item=_item,
)
