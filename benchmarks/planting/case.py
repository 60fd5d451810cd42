"""One invoice with its document and its charge, on which situations are planted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from benchmarks.planting.draw import CURRENCIES, Draw
from benchmarks.planting.rows import CrmInvoice, Document, ErpSystem, Movement, Processor, cut
from benchmarks.planting.truth import CRM_PREFIX, ERP, PROCESSOR, Truth

Row = TypeVar("Row", CrmInvoice, Document, Movement)
_MISSING = {ERP: "missing_in_erp", PROCESSOR: "missing_in_processor"}


@dataclass(slots=True)
class Link:
    """How the invoice and its partner on one side stand to each other.

    Attributes:
        kinds: What differs between them.
        is_apart: No number connects them, so each is missing on the other side.
        is_doubled: The partner was entered twice, as rows that nothing tells apart.
        is_redelivered: The partner's row comes a second time with another file.
        is_settled_apart: What is true on this side stands in the case's truth already.
    """

    kinds: list[str] = field(default_factory=list)
    is_apart: bool = False
    is_doubled: bool = False
    is_redelivered: bool = False
    is_settled_apart: bool = False


@dataclass(slots=True)
class Case:
    """One invoice and what belongs to it.

    Attributes:
        books: The ERP it is entered in.
        taker: The processor that takes its money.
        invoice: In SuiteCRM; it never existed there where absent.
        document: Its partner in the ERP.
        charge: Its partner at the processor.
        invoices: Further rows; what is true of them stands in `truth`. So do the next two.
        redelivered: Rows that come a second time with another file.
    """

    name: str
    draw: Draw
    books: ErpSystem
    taker: Processor
    invoice: CrmInvoice | None
    document: Document | None
    charge: Movement | None
    erp: Link = field(default_factory=Link)
    processor: Link = field(default_factory=Link)
    invoices: list[CrmInvoice] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=list)
    redelivered: list[Document | Movement] = field(default_factory=list)
    truth: Truth = field(default_factory=Truth)

    def change_invoice(self, **values: object) -> None:
        """Write something else into the invoice."""
        self.invoice = replace(self.own, **values)  # type: ignore[arg-type]

    def change_document(self, **values: object) -> None:
        """Write something else into the document."""
        self.document = replace(self.paper, **values)  # type: ignore[arg-type]

    def change_charge(self, **values: object) -> None:
        """Write something else into the charge."""
        self.charge = replace(self.payment, **values)  # type: ignore[arg-type]

    @property
    def own(self) -> CrmInvoice:
        """The invoice, which is there."""
        return _there(self.invoice)

    @property
    def paper(self) -> Document:
        """The document, which is there."""
        return _there(self.document)

    @property
    def payment(self) -> Movement:
        """The charge, which is there."""
        return _there(self.charge)

    def take_over(self, other: Case) -> None:
        """Take in another case whole, as further rows of this one."""
        other.settle()
        self.invoices += other.invoices
        self.documents += other.documents
        self.movements += other.movements
        self.redelivered += other.redelivered
        self.truth.extend(other.truth)

    def settle(self) -> None:
        """Turn the three rows and their links into rows and truth like all others."""
        self._settle(ERP, self.erp, self.document)
        self._settle(PROCESSOR, self.processor, self.charge)
        if self.document is not None:
            self.documents += [self.document, *([self.document] if self.erp.is_doubled else [])]
        if self.charge is not None:
            self.movements += [self.charge, *self._second_charge()]
        if self.invoice is not None:
            self.invoices.append(self.invoice)
        self.invoice = self.document = self.charge = None

    def _settle(self, side: str, link: Link, partner: Document | Movement | None) -> None:
        if link.is_settled_apart:
            return
        theirs = [partner.key] * (1 + link.is_doubled) if partner else []
        is_pair = partner is not None and self._is_live and not link.is_apart
        if is_pair:
            kinds = ["duplicate"] if link.is_doubled else []
            self._note_pair(side, [*kinds, *link.kinds], theirs)
        else:
            self._note_alone(side, partner.key if partner else "", len(theirs))
        if partner is not None and link.is_redelivered:
            self.redelivered.append(partner)
            self.truth.add_break(side, ["overlap_duplicate"], partner.key)

    def _note_pair(self, side: str, kinds: list[str], theirs: list[str]) -> None:
        if kinds:
            self.truth.add_break(side, kinds, self.own.key, *theirs)
        else:
            self.truth.add_match(side, self.own.key, *theirs)

    def _note_alone(self, side: str, partner: str, count: int) -> None:
        for _ in range(count):
            self.truth.add_break(side, ["missing_in_crm"], partner)
        if self.invoice is None:
            return
        if reason := self._no_partner_due(side):
            self.truth.leave_out(side, self.own.key, reason)
        else:
            self.truth.add_break(side, [_MISSING[side]], self.own.key)

    @property
    def _is_live(self) -> bool:
        invoice = self.invoice
        return invoice is not None and not (invoice.is_deleted or invoice.is_removed)

    def _no_partner_due(self, side: str) -> str:
        invoice = self.own
        if invoice.is_removed:
            return "removed"
        if invoice.is_deleted:
            return "deleted"
        if invoice.status == "Cancelled":
            return "cancelled"
        is_due = invoice.amount and (side == ERP or invoice.status == "Paid")
        return "" if is_due else "no_partner_due"

    def _second_charge(self) -> list[Movement]:
        """A second charge of the same invoice, which the processor gives an id of its own."""
        if not self.processor.is_doubled:
            return []
        identity = new_id(self.draw, self.payment.system)
        return [replace(self.payment, id=identity, charge=charge_id(identity))]


def sound_case(
    name: str, draw: Draw, erp: ErpSystem, processor: Processor, currency: str = ""
) -> Case:
    """Return an invoice that is right in every book: entered once, paid once."""
    currency = currency or draw.of(CURRENCIES)
    number, party, on = draw.number(), draw.party(), draw.day()
    amount = draw.amount(currency)
    tax = cut(amount / 6, currency) if erp == "Xero" and draw.below(2) else Decimal(0)
    invoice = CrmInvoice(f"{CRM_PREFIX}{name}", number, amount, tax, currency, on, party)
    written = f"INV-{number}"
    document = Document(f"erp:{name}", erp, written, amount, tax, currency, on, party)
    charge = new_charge(f"pay:{name}", draw, processor, invoice)
    return Case(name, draw, erp, processor, invoice, document, charge)


def new_charge(key: str, draw: Draw, system: Processor, invoice: CrmInvoice) -> Movement:
    """Return a charge that pays an invoice within some days."""
    identity = new_id(draw, system)
    at = draw.moment(invoice.on + timedelta(days=draw.below(8)))
    fee = cut(invoice.amount / 40, invoice.currency)
    written = f"INV-{invoice.number}"
    return Movement(
        key, system, identity, at, "charge", invoice.amount, fee, invoice.currency,
        charge_id(identity), written, invoice.party,
    )  # fmt: skip


def new_id(draw: Draw, system: Processor) -> str:
    """Return a transaction's id as a processor makes it."""
    return draw.hexadecimal(17) if system == "PayPal" else f"txn_1{draw.hexadecimal(20)}"


def charge_id(transaction: str) -> str:
    """Return the id of a charge: Stripe's is another than its transaction's."""
    return transaction.replace("txn_", "ch_")


def _there(row: Row | None) -> Row:
    if row is None:
        raise ValueError("a situation was planted on a row that another has taken away")
    return row
