"""Shopify Payments transactions: charges and refunds with fee, net and the payout they came in.

Signs are ours already, and gross - fee = net on every row. Rows have no transaction id: a charge
and its refunds share order and checkout. The day is the printed one, in the shop's zone. A row is
pending as long as no payout has paid it.
"""

from __future__ import annotations

from dataclasses import replace

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.references import printed_id

_ALIASES = {
    "day": ("transaction date",),
    "type": ("type",),
    "order": ("order",),
    "checkout": ("checkout",),
    "payout": ("payout id",),
    "payout_status": ("payout status",),
    "payout_day": ("payout date",),
    "available": ("available on",),
    "amount": ("amount",),
    "fee": ("fee",),
    "net": ("net",),
    "currency": ("currency",),
    "presented": ("presentment amount",),
    "presented_in": ("presentment currency",),
}
_REQUIRED = ("day", "type", "order", "payout_status", "amount", "fee", "net", "currency")
# Known or settled only when a payout has paid the row.
_PASSING = ("payout", "payout_status", "payout_day", "available")
_KINDS = {
    "charge": ItemKind.CHARGE,
    "refund": ItemKind.REFUND,
    "refund_failure": ItemKind.REFUND_REVERSAL,
    "chargeback": ItemKind.DISPUTE,
    "dispute": ItemKind.DISPUTE,
    "chargeback won": ItemKind.DISPUTE_REVERSAL,
    "dispute_reversal": ItemKind.DISPUTE_REVERSAL,
    "adjustment": ItemKind.ADJUSTMENT,
    "fee": ItemKind.FEE,
    "payout": ItemKind.PAYOUT,
}


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    currency = row.currency("currency")
    money = Money(row.amount("amount", currency), currency)
    kind = _KINDS.get(row.text("type").casefold(), ItemKind.OTHER)
    made = row.stamp("day")
    return replace(
        row.item(kind, made.day, money, Named(numbers=(row.text("order"),), passing=_PASSING)),
        at=made.at,
        charged=_charged(row, money),
        fee=row.optional_amount("fee", currency),
        net=row.amount("net", currency),
        link=printed_id(row.text("checkout") or row.text("order")),
        payout=printed_id(row.text("payout")),
        status=PaymentStatus.PAID if kind is ItemKind.CHARGE else PaymentStatus.UNKNOWN,
    )


def _charged(row: Row, money: Money) -> Money | None:
    """What the customer was asked for, printed without a sign, where that is another currency."""
    if not row.text("presented_in") or not row.text("presented"):
        return None
    asked_in = row.currency("presented_in")
    if asked_in == money.currency:
        return None
    asked = abs(row.amount("presented", asked_in))
    return Money(-asked if money.amount < 0 else asked, asked_in)


shopify_payment_transactions = PlainExport(
    side=Side.PROCESSOR,
    system="Shopify Payments",
    aliases=_ALIASES,
    required=_REQUIRED,
    item=_item,
    expected="charges, refunds, chargebacks, adjustments, fees or payouts",
)
