"""Shopify's words for how far an order is paid."""

from __future__ import annotations

from suitehouse.ledger.item import PaymentStatus

# A refunded order was paid: what is given back is a transaction of its own.
_STATUSES = {
    "paid": PaymentStatus.PAID,
    "partially_refunded": PaymentStatus.PAID,
    "refunded": PaymentStatus.PAID,
    "partially_paid": PaymentStatus.PARTIAL,
    "pending": PaymentStatus.OPEN,
    "authorized": PaymentStatus.OPEN,
    "unpaid": PaymentStatus.OPEN,
    "voided": PaymentStatus.VOID,
    "expired": PaymentStatus.VOID,
}


def order_status(financial: str, *, is_cancelled: bool) -> PaymentStatus:
    """Return how far an order is paid; a cancelled one is void."""
    if is_cancelled:
        return PaymentStatus.VOID
    return _STATUSES.get(financial.casefold(), PaymentStatus.UNKNOWN)


def set_aside(financial: str, *, is_cancelled: bool) -> str:
    """Return why an order is taken out of the comparison, although it keeps its total."""
    if is_cancelled:
        return "cancelled"
    is_void = order_status(financial, is_cancelled=False) is PaymentStatus.VOID
    return "void" if is_void else ""
