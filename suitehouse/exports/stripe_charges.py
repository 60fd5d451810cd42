"""Stripe's table of charges, in small units: what was asked of customers and what came of it.

A failed charge moved nothing and one that is only authorised has not yet; both are set aside. What
was refunded later is told by the status: the row stays the charge.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._stripe_tables import documents, is_a_test, movement, own_id, small_units
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side

_SET_ASIDE = {"failed": "failed", "pending": "pending"}


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    currency = row.currency("currency")
    amount = row.unsigned("amount", currency)
    given_back = (
        row.unsigned("refunded_amount", currency) if row.text("refunded_amount") else Decimal(0)
    )
    set_aside = _set_aside(row)
    named = Named(own_id(row), documents(row), row.text("description"))
    return replace(
        movement(row, ItemKind.CHARGE, amount, named),
        link=row.text("id"),
        party_id=row.text("customer"),
        party_email=row.text("email"),
        status=PaymentStatus.UNKNOWN if set_aside else _status(amount, given_back),
        open_amount=given_back if 0 < given_back < amount else None,
        set_aside=set_aside,
    )


def _set_aside(row: Row) -> str:
    if is_a_test(row):
        return "memo"
    is_authorised_only = bool(row.text("captured")) and not row.is_yes("captured")
    status = row.text("status").casefold()
    return _SET_ASIDE.get(status) or ("pending" if is_authorised_only else "")


def _status(amount: Decimal, refunded: Decimal) -> PaymentStatus:
    if not refunded:
        return PaymentStatus.PAID
    return PaymentStatus.PARTIAL if refunded < amount else PaymentStatus.VOID


stripe_charges = PlainExport(
    side=Side.PROCESSOR,
    system="Stripe",
    aliases={
        "id": ("id",),
        "amount": ("amount",),
        "refunded_amount": ("amount_refunded",),
        "transaction": ("balance_transaction_id", "balance_transaction"),
        "captured": ("captured",),
        "created": ("created",),
        "currency": ("currency",),
        "customer": ("customer_id", "customer"),
        "description": ("description",),
        "live": ("livemode",),
        "metadata": ("metadata",),
        "paid": ("paid",),
        "email": ("receipt_email",),
        "status": ("status",),
    },
    required=("id", "amount", "refunded_amount", "captured", "created", "currency", "status"),
    expected="charges",
    item=_item,
    on_top=True,
    notation=small_units,
)
