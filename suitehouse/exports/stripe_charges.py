"""Stripe's table of charges, in small units: what was asked of customers and what came of it.

A failed charge moved nothing and one that is only authorised has not yet; both are set aside. What
was refunded later is told by the status: the row stays the charge.
"""

from __future__ import annotations

from decimal import Decimal

from suitehouse.exports._stripe_tables import StripeTable, TableRow
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.tabular.references import mentioned_numbers, printed_reference

_SET_ASIDE = {"failed": "failed", "pending": "pending"}


def _item(row: TableRow) -> LedgerItem:
    at = row.moment("created")
    amount, refunded = row.unsigned("amount"), _refunded(row)
    references = row.references()
    mentions = mentioned_numbers(row.text("description"))
    set_aside = _set_aside(row)
    return LedgerItem(
        side=Side.PROCESSOR,
        kind=ItemKind.CHARGE,
        source_file=row.columns.file,
        source_row=row.record.first_line,
        source_id=row.key("transaction", "id"),
        on=at.date(),
        at=at,
        money=row.money(amount),
        row_hash=row.record.row_hash,
        has_own_id=row.has_key("transaction", "id"),
        references=references,
        mentions=mentions,
        shown=printed_reference(next(iter((*references, *mentions)), "")),
        link=row.text("id"),
        party_id=row.text("customer"),
        party_email=row.text("email"),
        status=PaymentStatus.UNKNOWN if set_aside else _status(amount, refunded),
        open_amount=refunded if 0 < refunded < amount else None,
        set_aside=set_aside,
    )


def _refunded(row: TableRow) -> Decimal:
    return row.unsigned("refunded_amount") if row.text("refunded_amount") else Decimal(0)


def _set_aside(row: TableRow) -> str:
    if row.is_a_test:
        return "memo"
    is_authorised_only = bool(row.text("captured")) and not row.is_true("captured")
    status = row.text("status").casefold()
    return _SET_ASIDE.get(status) or ("pending" if is_authorised_only else "")


def _status(amount: Decimal, refunded: Decimal) -> PaymentStatus:
    if not refunded:
        return PaymentStatus.PAID
    return PaymentStatus.PARTIAL if refunded < amount else PaymentStatus.VOID


stripe_charges = StripeTable(
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
    signature=("id", "amount", "refunded_amount", "captured", "created", "currency", "status"),
    expected="charges",
    item=_item,
)
