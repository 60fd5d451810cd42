"""Stripe's payments download from the dashboard: one row a payment, refunds only as an amount.

Amounts are unsigned and in major units. The row stays the charge; what was refunded or disputed is
told by the status. Where Stripe converted, the books' amount is the converted one and the fee is in
that currency; the fee's tax stands beside the fee, not in it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.references import is_printable_id, mentioned_numbers, usable_reference

_ALIASES: Final = {
    "id": ("id",),
    "created": ("created date (utc)", "created (utc)"),
    "amount": ("amount",),
    "refunded": ("amount refunded",),
    "currency": ("currency",),
    "captured": ("captured",),
    "converted": ("converted amount",),
    "converted_refunded": ("converted amount refunded",),
    "converted_currency": ("converted currency",),
    "description": ("description",),
    "fee": ("fee",),
    "mode": ("mode",),
    "fee_tax": ("taxes on fee",),
    "status": ("status",),
    "disputed": ("disputed amount",),
    "dispute_status": ("dispute status",),
    "customer": ("customer id",),
    "customer_name": ("customer description",),
    "email": ("customer email",),
    "invoice": ("invoice number",),
    "client_reference": ("client reference id",),
}
_REQUIRED = ("created", "amount", "currency", "converted", "converted_currency", "status")
_METADATA = "(metadata)"
_METADATA_NUMBER = re.compile(r"[^()]*(?:invoice|reference|document)[^()]*\(metadata\)")
_FAILED = {
    "failed",
    "canceled",
    "cancelled",
    "blocked",
    "expired",
    "declined",
    "requires payment method",
}
_PENDING = {
    "pending",
    "processing",
    "uncaptured",
    "incomplete",
    "requires capture",
    "requires action",
    "requires confirmation",
}
# What is given back or disputed later changes these.
_PASSING = ("status", "refunded", "converted_refunded", "disputed", "dispute_status")
_NOT_TAKEN = ("won", "warning")


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    asked = _asked(row)
    money = _money(row, asked)
    at = row.instant("created")
    own = row.text("id")
    set_aside = _set_aside(row)
    status, open_amount = _settled(row, asked, money)
    return replace(
        row.item(ItemKind.CHARGE, at.date(), money, _named(row, own)),
        at=at,
        has_own_id=is_printable_id(own),
        charged=asked if asked.currency != money.currency else None,
        fee=_fee(row, money.currency),
        link=own,
        party_id=row.text("customer"),
        party_name=row.text("customer_name"),
        party_email=row.text("email"),
        status=PaymentStatus.UNKNOWN if set_aside else status,
        open_amount=None if set_aside else open_amount,
        set_aside=set_aside,
    )


def _asked(row: Row) -> Money:
    currency = row.currency("currency")
    return Money(row.unsigned("amount", currency), currency)


def _money(row: Row, asked: Money) -> Money:
    """What the payment moves in the books: the converted amount, where there is one."""
    if not (row.text("converted") and row.text("converted_currency")):
        return asked
    currency = row.currency("converted_currency")
    return Money(row.unsigned("converted", currency), currency)


def _optional(row: Row, name: str, currency: str) -> Decimal:
    return row.unsigned(name, currency) if row.text(name) else Decimal(0)


def _fee(row: Row, currency: str) -> Decimal | None:
    if not row.text("fee"):
        return None
    return row.unsigned("fee", currency) + _optional(row, "fee_tax", currency)


def _named(row: Row, own: str) -> Named:
    """The merchant's own numbers; Stripe's invoice number where nothing else names one."""
    metadata = [name for name in row.columns.aliases if name.endswith(_METADATA)]
    numbers = tuple(map(row.text, (*metadata, "client_reference")))
    memo = row.text("description")
    if not any(map(usable_reference, numbers)) and not mentioned_numbers(memo):
        numbers = (row.text("invoice"),)
    return Named(own, numbers, memo, _PASSING)


def _set_aside(row: Row) -> str:
    status = " ".join(row.text("status").casefold().replace("_", " ").split())
    if row.text("mode").casefold() == "test":
        return "memo"
    if status in _FAILED:
        return "failed"
    is_authorised_only = row.text("captured").casefold() == "false"
    return "pending" if is_authorised_only or status in _PENDING else ""


def _settled(row: Row, asked: Money, money: Money) -> tuple[PaymentStatus, Decimal | None]:
    """How much of the payment stayed with us; a part given back counts as open again."""
    refunded = _optional(row, "refunded", asked.currency)
    disputed = _disputed(row, asked.currency)
    if not refunded + disputed:
        return PaymentStatus.PAID, None
    if refunded + disputed >= asked.amount:
        return PaymentStatus.VOID, None
    if asked.currency == money.currency:
        return PaymentStatus.PARTIAL, refunded + disputed
    converted = _optional(row, "converted_refunded", money.currency)
    if disputed or not converted:
        return PaymentStatus.UNKNOWN, None
    return PaymentStatus.PARTIAL, converted


def _disputed(row: Row, currency: str) -> Decimal:
    if row.text("dispute_status").casefold().startswith(_NOT_TAKEN):
        return Decimal(0)
    return _optional(row, "disputed", currency)


stripe_payments = PlainExport(
    side=Side.PROCESSOR,
    system="Stripe",
    aliases=_ALIASES,
    required=_REQUIRED,
    more=_METADATA_NUMBER,
    item=_item,
    on_top=True,
    expected="payments",
)
