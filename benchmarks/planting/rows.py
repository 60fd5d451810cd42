"""Rows of a made-up company as its people know them, before any format writes them.

A row's `key` names it in the truth. Rows that nothing tells apart bear one key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Literal

from suitehouse.ledger.money import exponent

Settled = Literal["paid", "partial", "open"]
ErpSystem = Literal["QuickBooks", "Xero"]
Processor = Literal["Stripe", "PayPal"]


@dataclass(frozen=True, slots=True)
class CrmInvoice:
    """A row of SuiteCRM's invoices; `tax` is contained in `amount`."""

    key: str
    number: int
    amount: Decimal
    tax: Decimal
    currency: str
    on: date
    party: str
    status: str = "Paid"
    is_deleted: bool = False
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A row of an ERP's list of invoices.

    Attributes:
        kind: In QuickBooks's words.
        xero_status: In Xero's words, where they are not those of `settled`.
        reference: Xero's second number of a document.
    """

    key: str
    system: ErpSystem
    number: str
    amount: Decimal
    tax: Decimal
    currency: str
    on: date
    party: str
    kind: Literal["Invoice", "Credit Memo", "Payment", "Overpayment"] = "Invoice"
    settled: Settled = "paid"
    memo: str = ""
    reference: str = ""
    xero_status: str = ""

    @property
    def open_amount(self) -> Decimal:
        """What is still to be paid: nothing, a quarter, or all."""
        if self.settled == "partial":
            return cut(self.amount / 4, self.currency)
        return self.amount if self.settled == "open" else Decimal(0)


@dataclass(frozen=True, slots=True)
class Movement:
    """A row of a processor's report.

    Attributes:
        at: In the processor's own clock: Stripe's is UTC, PayPal's the account's.
        kind: In Stripe's words.
        net_gap: How far the printed net is from gross less fee.
        charge: The id of the charge it belongs to; a charge's own.
        asked: What the customer was charged, where that is another currency.
        status: PayPal's word for how far it got.
    """

    key: str
    system: Processor
    id: str
    at: datetime
    kind: str
    gross: Decimal
    fee: Decimal
    currency: str
    charge: str
    number: str
    party: str
    description: str = ""
    net_gap: Decimal = Decimal(0)
    asked: tuple[Decimal, str] | None = None
    status: str = "Completed"

    @property
    def net(self) -> Decimal:
        """What the row says reaches the balance."""
        return self.gross - self.fee + self.net_gap


def cut(amount: Decimal, currency: str) -> Decimal:
    """Return an amount without what is less than its currency's smallest unit."""
    return amount.quantize(Decimal(1).scaleb(-exponent(currency)), ROUND_DOWN)
