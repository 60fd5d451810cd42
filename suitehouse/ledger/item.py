"""The ledger item: one row of one side, normalised so that two systems can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from suitehouse.ledger.money import Money


class Side(StrEnum):
    """Whose books a row comes from."""

    CRM = "crm"
    ERP = "erp"
    PROCESSOR = "processor"
    BANK = "bank"
    COMMERCE = "commerce"
    MARKETING = "marketing"
    CALLS = "calls"


class ItemKind(StrEnum):
    """What a row says happened."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    ORDER = "order"
    CUSTOMER = "customer"
    CHARGE = "charge"
    REFUND = "refund"
    REFUND_REVERSAL = "refund_reversal"
    DISPUTE = "dispute"
    DISPUTE_REVERSAL = "dispute_reversal"
    HOLD = "hold"
    RELEASE = "release"
    CONVERSION = "conversion"
    FEE = "fee"
    ADJUSTMENT = "adjustment"
    PAYOUT = "payout"
    BANK_ENTRY = "bank_entry"
    SUBSCRIBER = "subscriber"
    UNSUBSCRIBE = "unsubscribe"
    CLEANED = "cleaned"
    CALL = "call"
    MESSAGE = "message"
    OTHER = "other"


class PaymentStatus(StrEnum):
    """How far a document is settled, in words that mean the same on every side."""

    UNKNOWN = "unknown"
    # A business that was agreed upon, of which its own side does not say what is paid.
    AGREED = "agreed"
    OPEN = "open"
    PARTIAL = "partial"
    PAID = "paid"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """One row of one side.

    Attributes:
        source_row: Physical line where the row starts; for the CRM its place in id order.
        source_id: The system's own id, a document number, a stand-in where it could be a name, or
            `row-<hash>` where the row has neither.
        has_own_id: Whether `source_id` is an id that the system gives to one transaction only.
        on: The date that decides the period, as the system prints it.
        at: The instant, in UTC, where the row says one.
        due: When a document is to be paid.
        money: What the row moves in the books it comes from; control totals add these up.
        charged: What the customer was asked for, where that is another currency than the books'.
        fee: What the system keeps, a positive cost; in the currency of `money`, as `net` is.
        tax: The tax in `money`.
        references: Document numbers the row states, in order of trust; never empty strings. Only
            for matching: people type names into them, so no output repeats them.
        mentions: Document numbers found in free text; used only where `references` is empty.
        shown: The document number as outputs name it; empty where `source_id` does that.
        link: The charge that a refund or dispute belongs to; a charge names itself.
        payout: The payout, batch or deposit that the row was paid out with, by its own id.
        party_id: The customer's id or number in that system.
        party_name: The customer's name; in memory only, until it is a token.
        party_email: The customer's e-mail address; as the name.
        set_aside: Why the side itself takes the row out of the comparison; empty if it does not.
        row_hash: Digest of the row as written, which orders rows that are otherwise alike.
    """

    side: Side
    kind: ItemKind
    source_file: str
    source_row: int
    source_id: str
    on: date
    money: Money
    row_hash: str
    has_own_id: bool = False
    at: datetime | None = None
    due: date | None = None
    charged: Money | None = None
    fee: Decimal | None = None
    net: Decimal | None = None
    tax: Decimal | None = None
    references: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    shown: str = ""
    link: str = ""
    payout: str = ""
    party_id: str = field(default="", repr=False)
    party_name: str = field(default="", repr=False)
    party_email: str = field(default="", repr=False)
    status: PaymentStatus = PaymentStatus.UNKNOWN
    open_amount: Decimal | None = None
    set_aside: str = ""

    def __hash__(self) -> int:
        """Items stand in millions of lookups; place and digest tell a row from every other."""
        return hash((self.source_file, self.source_row, self.row_hash))

    @property
    def compared(self) -> Money:
        """The amount that the other side should show: a payout is what reaches the bank."""
        if self.kind is ItemKind.PAYOUT:
            return -self.money
        return self.charged or self.money

    @property
    def stated(self) -> tuple[str, ...]:
        """The references to match by: those stated, else those mentioned."""
        return self.references or self.mentions

    @property
    def label(self) -> str:
        """How outputs name the row."""
        return self.shown or self.source_id

    @property
    def content_key(self) -> tuple[str, ...]:
        """What orders items without looking at which file or line they stand on."""
        money = self.money
        return (
            self.on.isoformat(),
            self.source_id,
            str(money.amount),
            money.currency,
            self.row_hash,
        )
