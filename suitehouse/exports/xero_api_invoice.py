"""Xero invoices as its API names them: sales (ACCREC) and purchases (ACCPAY), one row each.

Amounts are unsigned; what we owe suppliers is negative here and no invoice of ours. A voided,
deleted or unapproved invoice keeps its total in the file and is set aside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from suitehouse.exports._export_row import Named, Row, status_of
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money

_ALIASES = {
    "id": ("invoice_id",),
    "deleted": ("_fivetran_deleted",),
    "number": ("invoice_number",),
    "reference": ("reference",),
    "day": ("date",),
    "due": ("due_date",),
    "net": ("sub_total",),
    "tax": ("total_tax",),
    "total": ("total",),
    "left": ("amount_due",),
    "currency": ("currency_code",),
    "customer": ("contact_id",),
    "status": ("status",),
    "type": ("type",),
}
_REQUIRED = ("id", "number", "day", "total", "left", "currency", "status", "type")
_KINDS = {"ACCREC": ItemKind.INVOICE, "ACCPAY": ItemKind.OTHER}
_SET_ASIDE = {
    "VOIDED": "void",
    "DELETED": "deleted_there",
    "DRAFT": "draft",
    "SUBMITTED": "draft",
}
_IN_FORCE = ("PAID", "AUTHORISED")


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    kind, sign = _kind(row)
    currency = row.currency("currency")
    total = sign * row.amount("total", currency)
    left = row.optional_amount("left", currency)
    tax = row.optional_amount("tax", currency)
    open_amount = None if left is None else sign * left
    set_aside = "deleted_there" if row.is_yes("deleted") else _set_aside(row)
    is_void = set_aside in ("void", "deleted_there")
    named = Named(row.text("id"), (row.text("number"), row.text("reference")))
    return replace(
        row.item(kind, row.day("day"), Money(total, currency), named),
        due=row.optional_day("due"),
        tax=None if tax is None else sign * tax,
        open_amount=open_amount,
        party_id=row.text("customer"),
        status=PaymentStatus.VOID if is_void else status_of(total, open_amount),
        set_aside=set_aside,
    )


def _kind(row: Row) -> tuple[ItemKind, int]:
    """What the row is, and whether its amount adds to or takes from what we receive."""
    kind = _KINDS.get(row.text("type").upper())
    if kind is None:
        raise row.fault("type", "is neither a sale nor a purchase")
    return kind, 1 if kind is ItemKind.INVOICE else -1


def _set_aside(row: Row) -> str:
    status = row.text("status").upper()
    if status not in _SET_ASIDE and status not in _IN_FORCE:
        raise row.fault("status", "is no status that Xero has")
    return _SET_ASIDE.get(status, "")


def _checks(row: Row, item: LedgerItem) -> Iterator[Finding]:
    net = row.optional_amount("net", item.money.currency)
    if net is not None and item.tax is not None and net + abs(item.tax) != abs(item.money.amount):
        message = "Subtotal and tax do not add to the total that the row prints."
        yield Finding(Severity.WARNING, "tax_does_not_add", message, item.source_row)


xero_api_invoice = PlainExport(
    side=Side.ERP,
    system="Xero",
    aliases=_ALIASES,
    required=_REQUIRED,
    item=_item,
    checks=_checks,
)
