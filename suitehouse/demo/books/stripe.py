"""Stripe's books: the itemised payout reconciliation of whole months, payout rows left out."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import numpy as np

from suitehouse.demo.books.canaries import EXPORT_CARDS, STRIPE, export_canaries
from suitehouse.demo.books.candidates import Candidates, is_paid, is_unpaid
from suitehouse.demo.books.invoices import CrmInvoice, Months, PlantedBreak
from suitehouse.tabular.references import printed_reference

RECONCILIATION = "crm_invoices_to_processor"
_HEADER = (
    "automatic_payout_id", "automatic_payout_effective_at_utc", "balance_transaction_id",
    "created_utc", "available_on_utc", "currency", "gross", "fee", "net", "reporting_category",
    "source_id", "charge_id", "description", "customer_email", "customer_name",
    "customer_facing_amount", "customer_facing_currency", "payment_metadata[invoice_number]",
    "payment_metadata[customer_email]",
)  # fmt: skip
_CENT = Decimal("0.01")
_RATE, _FIXED = Decimal("0.015"), Decimal("0.25")
_DISPUTE_FEE = Decimal("15.00")
_LONGEST_DELAY_DAYS = 20
_EARLIER_DAYS = 20
_LOUD_EVERY = 5


@dataclass(frozen=True, slots=True)
class Transaction:
    """One line of the report; amounts in major units, a fee is a positive cost."""

    key: str
    created: datetime
    currency: str
    gross: Decimal
    fee: Decimal
    category: str
    source: str = ""
    charge: str = ""
    reference: str = ""
    description: str = ""
    net_gap: Decimal = Decimal(0)
    asked: tuple[Decimal, str] | None = None
    customer_name: str = ""
    customer_email: str = ""
    typed_email: str = ""

    @property
    def net(self) -> Decimal:
        """What is paid out; with a planted gap not what gross and fee make."""
        return self.gross - self.fee + self.net_gap


def write_payout_report(
    path: Path, invoices: Sequence[CrmInvoice], months: Months, *, seed: int
) -> tuple[PlantedBreak, ...]:
    """Write the report of the months and return what was planted in it."""
    live = [each for each in invoices if not each.is_deleted]
    inside = [each for each in live if months.contains(each.on)]
    candidates = Candidates(inside, RECONCILIATION, seed)
    charged = [*(each for each in inside if is_paid(each)), *_paid_late(live, months)]
    rng = np.random.default_rng([seed, 77])
    charges = {invoice.id: _charge(invoice, months, rng) for invoice in charged}
    extra = [*_alter(charges, candidates), *_follow(charges, candidates)]
    extra += [*_add(candidates, invoices, months), *_fees(months)]
    extra += _plant_canaries(charges, candidates, months)
    lines = sorted([*charges.values(), *extra], key=lambda each: (each.created, each.key))
    _write(path, lines)
    return tuple(candidates.planted)


def _paid_late(live: Sequence[CrmInvoice], months: Months) -> list[CrmInvoice]:
    """Return a few invoices from just before the months that were paid within them."""
    oldest = months.first - timedelta(days=_EARLIER_DAYS)
    before = [
        each for each in live
        if oldest <= each.on < months.first and is_paid(each) and not each.shares_number
    ]  # fmt: skip
    return before[:3]


def _charge(invoice: CrmInvoice, months: Months, rng: np.random.Generator) -> Transaction:
    """Return the charge that pays an invoice some days later, within the months."""
    paid_on = invoice.on + timedelta(days=int(rng.integers(0, _LONGEST_DELAY_DAYS)))
    paid_on = min(max(paid_on, months.first), months.last)
    second = timedelta(seconds=int(rng.integers(0, 86_000)))
    key = invoice.id.replace("-", "")[:16]
    spelling = invoice.currency if rng.random() < 0.2 else invoice.currency.lower()  # noqa: PLR2004 - a share
    return Transaction(
        key=f"txn_{key}",
        created=datetime.combine(paid_on, time(0), UTC) + second,
        currency=spelling,
        gross=invoice.amount,
        fee=_fee(invoice.amount),
        category="charge",
        source=f"ch_{key}",
        charge=f"ch_{key}",
        reference=invoice.reference,
        description=f"Payment for invoice {invoice.reference}",
        customer_name=invoice.contact_name,
        customer_email=_typed_email(invoice),
    )


def _typed_email(invoice: CrmInvoice) -> str:
    """The payer's address as it was typed at the checkout: some in capitals."""
    address = invoice.contact_email
    return address if invoice.number % _LOUD_EVERY else address.upper()


def _fee(gross: Decimal) -> Decimal:
    return (gross * _RATE + _FIXED).quantize(_CENT, ROUND_HALF_UP)


def _alter(charges: dict[str, Transaction], candidates: Candidates) -> Iterator[Transaction]:
    """Change charges in place, one way each, and yield those made twice."""
    _alter_amount(charges, candidates)
    _alter_reference(charges, candidates)
    for invoice in candidates.take(2, is_paid):
        del charges[invoice.id]
        candidates.note("missing_in_processor", invoice.reference)
    for invoice in candidates.take(1, is_paid):
        charge = charges[invoice.id]
        candidates.note("duplicate", invoice.reference)
        yield replace(
            charge, key=f"{charge.key}b", source=f"{charge.source}b", charge=f"{charge.charge}b"
        )
    for invoice in candidates.take(1, is_paid):
        candidates.note("overlap_duplicate", invoice.reference)
        yield charges[invoice.id]


def _alter_amount(charges: dict[str, Transaction], candidates: Candidates) -> None:
    for kind, gap in (("overpayment", "40.00"), ("rounding", "0.02")):
        for invoice in candidates.take(1, is_paid):
            charges[invoice.id] = replace(charges[invoice.id], gross=invoice.amount + Decimal(gap))
            candidates.note(kind, invoice.reference)
    for invoice in candidates.take(1, is_paid):
        other = "gbp" if invoice.currency == "EUR" else "eur"
        charges[invoice.id] = replace(charges[invoice.id], currency=other)
        candidates.note("currency_mismatch", invoice.reference)
    for invoice in candidates.take(1, is_paid):
        charges[invoice.id] = replace(charges[invoice.id], gross=-invoice.amount)
        candidates.note("sign_reversed", invoice.reference)
    for invoice in candidates.take(1, is_paid):
        charges[invoice.id] = replace(charges[invoice.id], net_gap=Decimal("-1.50"))
        candidates.note("fee_mismatch", invoice.reference)
    for invoice in candidates.take(1, lambda each: is_paid(each) and each.currency != "EUR"):
        _settle_in_euro(charges, invoice)


def _settle_in_euro(charges: dict[str, Transaction], invoice: CrmInvoice) -> None:
    """Pay an invoice of another currency out in EUR: what was asked for still agrees."""
    gross = (invoice.amount / invoice.rate).quantize(_CENT, ROUND_HALF_UP)
    charges[invoice.id] = replace(
        charges[invoice.id],
        currency="eur",
        gross=gross,
        fee=_fee(gross),
        asked=(invoice.amount, invoice.currency.lower()),
    )


def _alter_reference(charges: dict[str, Transaction], candidates: Candidates) -> None:
    """Write numbers as merchants do: three ways still match, a slip is told, a suffix is not."""
    for written in ("{:06d}", "inv {}", ""):
        for invoice in candidates.take(1, is_paid):
            reference = written.format(invoice.number)
            charges[invoice.id] = replace(charges[invoice.id], reference=reference)
    for invoice in candidates.take(1, is_paid):
        _misname(charges, invoice, f"{invoice.reference}7")
        candidates.note("wrong_reference", f"{invoice.reference}7")
    for invoice in candidates.take(1, is_paid):
        _misname(charges, invoice, f"{invoice.reference}-1")
        candidates.note("missing_in_crm", f"{invoice.reference}-1")
        candidates.note("missing_in_processor", invoice.reference)


def _misname(charges: dict[str, Transaction], invoice: CrmInvoice, reference: str) -> None:
    charges[invoice.id] = replace(charges[invoice.id], reference=reference, description="Payment")


def _follow(charges: dict[str, Transaction], candidates: Candidates) -> Iterator[Transaction]:
    """Yield what befalls charges later: refunds, disputes and a dispute that was won."""
    for kind, share in (("refund", Decimal(1)), ("partial_refund", Decimal("0.25"))):
        for invoice in candidates.take(1, is_paid):
            amount = (invoice.amount * share).quantize(_CENT, ROUND_HALF_UP)
            yield _follower(charges[invoice.id], "refund", -amount, Decimal(0))
            candidates.note(kind, invoice.reference)
    for invoice in candidates.take(1, is_paid):
        yield _follower(charges[invoice.id], "dispute", -invoice.amount, _DISPUTE_FEE)
        candidates.note("dispute", invoice.reference)
    for invoice in candidates.take(1, is_paid):
        charge = charges[invoice.id]
        yield _follower(charge, "dispute", -invoice.amount, _DISPUTE_FEE)
        yield _follower(charge, "dispute_reversal", invoice.amount, -_DISPUTE_FEE)
        candidates.note("dispute_reversed", invoice.reference)


def _follower(charge: Transaction, category: str, gross: Decimal, fee: Decimal) -> Transaction:
    return replace(
        charge,
        key=f"{charge.key}{category[:3]}{category[-3:]}",
        gross=gross,
        fee=fee,
        category=category,
        source=f"{category[:2]}_{charge.key[4:]}",
        description=f"{category.upper()} FOR CHARGE ({charge.reference})",
    )


def _add(
    candidates: Candidates, invoices: Sequence[CrmInvoice], months: Months
) -> Iterator[Transaction]:
    """Yield charges for invoices that the CRM does not have, or holds to be unpaid."""
    unknown = max(invoice.number for invoice in invoices) + 6_000
    yield _unknown_charge("unknown", f"INV-{unknown}", Decimal("321.00"), months)
    candidates.note("missing_in_crm", f"INV-{unknown}")
    rng = np.random.default_rng(0)
    for invoice in candidates.take(1, is_unpaid):
        yield _charge(invoice, months, rng)
        candidates.note("status_mismatch", invoice.reference)


def _unknown_charge(key: str, reference: str, gross: Decimal, months: Months) -> Transaction:
    return Transaction(
        key=f"txn_{key}",
        created=datetime.combine(months.first + timedelta(days=9), time(10, 30), UTC),
        currency="eur",
        gross=gross,
        fee=_fee(gross),
        category="charge",
        source=f"ch_{key}",
        charge=f"ch_{key}",
        reference=reference,
        description=f"Payment for invoice {reference}",
    )


def _fees(months: Months) -> Iterator[Transaction]:
    """Yield fees that belong to no charge, on the first and the last day."""
    for day in (months.first, months.last):
        yield Transaction(
            key=f"txn_fee{day:%Y%m%d}",
            created=datetime.combine(day, time(23), UTC),
            currency="eur",
            gross=Decimal("-2.00"),
            fee=Decimal(0),
            category="fee",
            description=f"Radar ({day}): Standard",
        )


def _plant_canaries(
    charges: dict[str, Transaction], candidates: Candidates, months: Months
) -> Iterator[Transaction]:
    """Write canaries and a card number, and yield a charge for a canary, as for a name."""
    texts = export_canaries(STRIPE)
    for key in sorted(charges)[:1]:
        charges[key] = replace(
            charges[key],
            description=f"{charges[key].description} {texts['description']}",
            customer_name=texts["customer_name"],
            customer_email=texts["customer_email"],
            typed_email=texts["payment_metadata[customer_email]"],
        )
    # One that states its number elsewhere too, so that it is matched without its description.
    for key in [key for key in sorted(charges)[1:] if charges[key].reference][:1]:
        charges[key] = replace(charges[key], description=EXPORT_CARDS[STRIPE][1])
    reference = texts["payment_metadata[invoice_number]"]
    yield _unknown_charge("named", reference, Decimal("77.77"), months)
    candidates.note("missing_in_crm", printed_reference(reference))


def _write(path: Path, rows: Sequence[Transaction]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_HEADER)
        writer.writerows(_cells(row) for row in rows)


def _cells(row: Transaction) -> list[str]:
    payout_day = row.created.date() + timedelta(days=7 - row.created.weekday())
    asked, asked_currency = row.asked or (row.gross, row.currency.lower())
    return [
        f"po_{payout_day:%Y%m%d}",
        f"{payout_day} 00:00:00",
        row.key,
        f"{row.created:%Y-%m-%d %H:%M:%S}",
        f"{row.created.date() + timedelta(days=2)} 00:00:00",
        row.currency,
        f"{row.gross:.2f}",
        f"{row.fee:.2f}",
        f"{row.net:.2f}",
        row.category,
        row.source,
        row.charge,
        row.description,
        row.customer_email,
        row.customer_name,
        "" if row.category == "fee" else f"{asked:.2f}",
        "" if row.category == "fee" else asked_currency,
        row.reference,
        row.typed_email,
    ]
