"""Shopify Payments payouts: a row for each transfer to the bank, with what it is made of.

`Total` is what reaches the bank, and so what leaves the processor's balance. Fees are printed with
either sign; the parts are added the way that fits, and a row whose parts fit neither way is a
finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.references import printed_id, printed_reference, usable_reference

_ALIASES = {
    "day": ("payout date",),
    "payout": ("payout id",),
    "status": ("status",),
    "charges": ("charges",),
    "refunds": ("refunds",),
    "adjustments": ("adjustments",),
    "reserved": ("reserved funds",),
    "fees": ("fees",),
    "retried": ("retried amount",),
    "total": ("total",),
    "currency": ("currency",),
    "reference": ("bank reference",),
}
_REQUIRED = ("day", "status", "charges", "refunds", "fees", "total", "currency")
# The bank's reference comes when the payout has arrived.
_PASSING = ("status", "reference")
_PARTS = ("charges", "refunds", "adjustments", "reserved", "retried")
_STATUSES = {
    "paid": PaymentStatus.PAID,
    "in_transit": PaymentStatus.OPEN,
    "in transit": PaymentStatus.OPEN,
    "scheduled": PaymentStatus.OPEN,
    "pending": PaymentStatus.OPEN,
    "failed": PaymentStatus.VOID,
    "canceled": PaymentStatus.VOID,
    "cancelled": PaymentStatus.VOID,
}


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    currency = row.currency("currency")
    money = -Money(row.amount("total", currency), currency)
    made = row.stamp("day")
    status = _STATUSES.get(row.text("status").casefold(), PaymentStatus.UNKNOWN)
    payout, reference = row.text("payout"), usable_reference(row.text("reference"))
    return replace(
        row.item(ItemKind.PAYOUT, made.day, money, Named(payout, passing=_PASSING)),
        at=made.at,
        references=(reference,) if reference else (),
        shown=printed_reference(reference),
        payout=printed_id(payout),
        status=status,
        set_aside="failed" if status is PaymentStatus.VOID else "",
    )


def _checks(row: Row, item: LedgerItem) -> Iterator[Finding]:
    currency = item.money.currency
    parts = [row.optional_amount(name, currency) or Decimal(0) for name in _PARTS]
    fees = abs(row.optional_amount("fees", currency) or Decimal(0))
    if -item.money.amount not in (sum(parts) - fees, sum(parts) + fees):
        message = "Charges, refunds, adjustments and fees do not add to the total of the payout."
        yield Finding(Severity.ERROR, "payout_does_not_foot", message, item.source_row)


shopify_payouts = PlainExport(
    side=Side.PROCESSOR,
    system="Shopify Payments",
    aliases=_ALIASES,
    required=_REQUIRED,
    item=_item,
    checks=_checks,
)
