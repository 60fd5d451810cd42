"""Braintree's transaction-level report: one row a sale or credit, with how far it got.

Amounts are unsigned; a credit is money given back. What was not settled is set aside. A fee is
known only where the report has the columns of the fee report.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.dates import MONTH_FIRST, YEAR_FIRST
from suitehouse.tabular.references import printed_id
from suitehouse.tabular.zones import instant_of, parse_clock, zone_named

_ALIASES: Final = {
    "transaction": ("transaction id",),
    "original": ("refunded transaction id", "original transaction id"),
    "type": ("transaction type",),
    "status": ("transaction status",),
    "created": ("created datetime",),
    "zone": ("created timezone",),
    "currency": ("currency iso code", "currency"),
    "amount": ("amount submitted for settlement", "amount"),
    "settled_currency": ("settlement currency iso code", "settlement currency"),
    "settled": ("settlement amount",),
    "total_fee": ("braintree total amount",),
    "tax": ("tax amount",),
    "order": ("order id",),
    "purchase_order": ("purchase order number",),
    "batch": ("settlement batch id",),
    "customer": ("customer id",),
    "first_name": ("customer first name",),
    "last_name": ("customer last name",),
    "company": ("customer company",),
    "email": ("customer email",),
}
_REQUIRED = ("transaction", "type", "status", "created", "zone", "currency", "amount")
_KINDS = {"sale": ItemKind.CHARGE, "credit": ItemKind.REFUND}
_SIGNS = {"sale": 1, "credit": -1}
_SETTLED = "settled"
_PENDING = {
    "authorizing",
    "authorized",
    "submitted_for_settlement",
    "settling",
    "settlement_pending",
    "settlement_confirmed",
}
_FAILED = {
    "authorization_expired",
    "failed",
    "gateway_rejected",
    "processor_declined",
    "settlement_declined",
    "voided",
}


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    kind = _KINDS.get(row.text("type").casefold(), ItemKind.OTHER)
    money, charged = _amounts(row)
    on, at = _when(row)
    transaction = row.text("transaction")
    original = row.text("original")
    status = "_".join(row.text("status").casefold().split())
    is_paid = kind is ItemKind.CHARGE and status == _SETTLED
    named = Named(transaction, (row.text("order"), row.text("purchase_order")))
    return replace(
        row.item(kind, on, money, named),
        at=at,
        charged=charged,
        fee=row.optional_amount("total_fee", money.currency),
        tax=None if charged else row.optional_amount("tax", money.currency),
        link=printed_id(transaction if kind is ItemKind.CHARGE else original or transaction),
        payout=printed_id(row.text("batch")),
        party_id=row.text("customer"),
        party_name=_party(row),
        party_email=row.text("email"),
        status=PaymentStatus.PAID if is_paid else PaymentStatus.UNKNOWN,
        set_aside=_set_aside(status),
    )


def _amounts(row: Row) -> tuple[Money, Money | None]:
    """What was settled, and what was asked for where that is another currency."""
    asked_in = row.currency("currency")
    sign = _SIGNS.get(row.text("type").casefold(), 1)
    asked = Money(row.unsigned("amount", asked_in) * sign, asked_in)
    if not (row.text("settled") and row.text("settled_currency")):
        return asked, None
    settled_in = row.currency("settled_currency")
    if settled_in == asked_in:
        return asked, None
    return Money(row.unsigned("settled", settled_in) * sign, settled_in), asked


def _when(row: Row) -> tuple[date, datetime | None]:
    """The day as printed, in the zone beside; an ISO time stamp may name its own."""
    cell = row.text("created")
    printed, _, clock = cell.partition(" ")
    day = MONTH_FIRST.parse(printed) or YEAR_FIRST.parse(printed)
    try:
        if day is None:
            moment = datetime.fromisoformat(cell)
            return moment.date(), moment.astimezone(UTC) if moment.tzinfo else None
        zone = zone_named(row.text("zone"))
        return day, instant_of(day, parse_clock(clock), zone) if zone else None
    except (ValueError, OverflowError):
        raise row.fault("created", "is not a date and time") from None


def _party(row: Row) -> str:
    names = map(row.text, ("first_name", "last_name"))
    return " ".join(filter(None, names)) or row.text("company")


def _set_aside(status: str) -> str:
    if status in _FAILED:
        return "failed"
    return "pending" if status in _PENDING else ""


braintree_transactions = PlainExport(
    side=Side.PROCESSOR,
    system="Braintree",
    aliases=_ALIASES,
    required=_REQUIRED,
    item=_item,
    on_top=True,
    expected="sales or credits",
    is_timed=True,
)
