"""QuickBooks's words for transactions, and its sign for money that came in."""

from __future__ import annotations

import re
from decimal import Decimal

from suitehouse.exports._export_row import status_of
from suitehouse.ledger.item import ItemKind, PaymentStatus

_KINDS = {
    "invoice": ItemKind.INVOICE,
    "credit memo": ItemKind.CREDIT_NOTE,
    "payment": ItemKind.PAYMENT,
    "refund": ItemKind.REFUND,
    "refund receipt": ItemKind.REFUND,
}
_VOID = re.compile(r"\bvoid(?:ed)?\b", re.IGNORECASE)
_RECEIVABLE = re.compile(r"accounts receivable|a/r\b", re.IGNORECASE)


def kind_of(transaction_type: str) -> ItemKind:
    """Return what a transaction type is."""
    return _KINDS.get(transaction_type.casefold(), ItemKind.OTHER)


def received(kind: ItemKind, printed: Decimal, account: str) -> Decimal:
    """Return an amount as what we receive: a payment is a credit on the receivables account."""
    is_credit = kind is ItemKind.PAYMENT and printed < 0 and bool(_RECEIVABLE.search(account))
    return -printed if is_credit else printed


def is_void(amount: Decimal, memo: str) -> bool:
    """Whether a transaction was voided: nothing is left of its amount, and the memo says so."""
    return not amount and bool(_VOID.search(memo))


def report_status(amount: Decimal, open_amount: Decimal | None, memo: str) -> PaymentStatus:
    """Return how far a document is settled."""
    return PaymentStatus.VOID if is_void(amount, memo) else status_of(amount, open_amount)
