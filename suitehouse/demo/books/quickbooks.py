"""QuickBooks' books: an Invoice List of whole months, in the layout of QuickBooks Online's CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from suitehouse.demo.books.canaries import EXPORT_CARDS, QUICKBOOKS, export_canaries
from suitehouse.demo.books.candidates import Candidates, is_cancelled, is_paid, is_unpaid
from suitehouse.demo.books.invoices import CrmInvoice, Months, PlantedBreak
from suitehouse.tabular.references import printed_reference

RECONCILIATION = "crm_invoices_to_erp"
_HEADER = (
    "", "Date", "Transaction type", "Num", "Name", "Memo/Description", "Due date", "Amount",
    "Open balance", "Currency",
)  # fmt: skip
_COMPANY = "Our Company, GmbH"
_TITLE = "Invoice List by Date"
_TERM_DAYS = 30
_LOUD_EVERY = 7


@dataclass(frozen=True, slots=True)
class ErpRow:
    """One line of the list."""

    on: date
    number: str
    name: str
    amount: Decimal
    open_balance: Decimal
    currency: str
    memo: str = ""
    kind: str = "Invoice"
    shows_brackets: bool = False


def write_invoice_list(
    path: Path, invoices: Sequence[CrmInvoice], months: Months, *, printed_at: datetime, seed: int
) -> tuple[PlantedBreak, ...]:
    """Write the list of the months and return what was planted in it."""
    listed = [each for each in invoices if months.contains(each.on) and not each.is_deleted]
    candidates = Candidates(listed, RECONCILIATION, seed)
    rows = {invoice.id: _row(invoice) for invoice in listed}
    extra = [
        *_alter(rows, candidates, months),
        *_add(candidates, invoices, months),
        *_plant_canaries(rows, candidates, months),
    ]
    lines = sorted([*rows.values(), *extra], key=lambda row: (row.on, row.number))
    _write(path, lines, months, printed_at)
    return tuple(candidates.planted)


def _row(invoice: CrmInvoice) -> ErpRow:
    """Return the line that agrees with the CRM; a cancelled invoice is voided."""
    if is_cancelled(invoice):
        nothing = Decimal(0)
        return ErpRow(
            invoice.on, invoice.reference, _typed_name(invoice), nothing, nothing,
            invoice.currency, "Voided",
        )  # fmt: skip
    return ErpRow(
        on=invoice.on,
        number=invoice.reference,
        name=_typed_name(invoice),
        amount=invoice.amount,
        open_balance=Decimal(0) if is_paid(invoice) else invoice.amount,
        currency=invoice.currency,
    )


def _typed_name(invoice: CrmInvoice) -> str:
    """The customer's name as it was typed into the other books: some in capitals."""
    name = invoice.account_name
    return name if invoice.number % _LOUD_EVERY else name.upper()


def _alter(rows: dict[str, ErpRow], candidates: Candidates, months: Months) -> Iterator[ErpRow]:
    """Change lines in place, one way each, and yield the lines that repeat others."""
    _alter_status(rows, candidates)
    _alter_amount(rows, candidates)
    _alter_number(rows, candidates)
    for invoice in candidates.take(
        1, lambda each: is_paid(each) and each.on.month != months.last.month
    ):
        later = (invoice.on.replace(day=1) + timedelta(days=32)).replace(day=2)
        rows[invoice.id] = replace(rows[invoice.id], on=later)
        candidates.note("timing", invoice.reference)
    for invoice in candidates.take(1, is_paid):
        del rows[invoice.id]
        candidates.note("missing_in_erp", invoice.reference)
    for invoice in candidates.take(1, is_paid):
        candidates.note("duplicate", invoice.reference)
        yield rows[invoice.id]


def _alter_status(rows: dict[str, ErpRow], candidates: Candidates) -> None:
    for invoice in candidates.take(1, is_cancelled):
        rows[invoice.id] = replace(rows[invoice.id], amount=invoice.amount, memo="")
        candidates.note("status_mismatch", invoice.reference)
    for invoice in candidates.take(1, is_unpaid):
        rows[invoice.id] = replace(rows[invoice.id], open_balance=Decimal(0))
        candidates.note("status_mismatch", invoice.reference)
    for invoice in candidates.take(1, is_paid):
        nothing = Decimal(0)
        rows[invoice.id] = replace(
            rows[invoice.id], amount=nothing, open_balance=nothing, memo="Voided"
        )
        candidates.note("status_mismatch", invoice.reference)
    for invoice in candidates.take(1, is_paid):
        rows[invoice.id] = replace(rows[invoice.id], open_balance=Decimal("100.00"))
        candidates.note("partial_payment", invoice.reference)


def _alter_amount(rows: dict[str, ErpRow], candidates: Candidates) -> None:
    for kind, gap in (("amount_mismatch", "-90.00"), ("rounding", "0.01"), ("rounding", "-0.03")):
        for invoice in candidates.take(1, is_paid):
            rows[invoice.id] = replace(rows[invoice.id], amount=invoice.amount + Decimal(gap))
            candidates.note(kind, invoice.reference)
    for invoice in candidates.take(1, is_paid):
        rows[invoice.id] = replace(rows[invoice.id], amount=-invoice.amount, shows_brackets=True)
        candidates.note("sign_reversed", invoice.reference)
    for invoice in candidates.take(1, is_paid):
        other = "GBP" if invoice.currency == "EUR" else "EUR"
        rows[invoice.id] = replace(rows[invoice.id], currency=other)
        candidates.note("currency_mismatch", invoice.reference)


def _alter_number(rows: dict[str, ErpRow], candidates: Candidates) -> None:
    """Write numbers as people type them: two ways still match, a slip is told, a suffix is not."""
    for written in ("{:06d}", "inv {}"):
        for invoice in candidates.take(1, is_paid):
            rows[invoice.id] = replace(rows[invoice.id], number=written.format(invoice.number))
    for invoice in candidates.take(1, is_paid):
        rows[invoice.id] = replace(rows[invoice.id], number=f"{invoice.reference}7")
        candidates.note("wrong_reference", f"{invoice.reference}7")
    for invoice in candidates.take(1, is_paid):
        rows[invoice.id] = replace(rows[invoice.id], number=f"{invoice.reference}-1")
        candidates.note("missing_in_crm", f"{invoice.reference}-1")
        candidates.note("missing_in_erp", invoice.reference)


def _add(
    candidates: Candidates, invoices: Sequence[CrmInvoice], months: Months
) -> Iterator[ErpRow]:
    """Yield lines that the CRM knows nothing of, or has deleted."""
    unknown = max(invoice.number for invoice in invoices) + 5_000
    day = months.last - timedelta(days=11)
    yield ErpRow(day, f"INV-{unknown}", "Walk-in customer", Decimal("1234.50"), Decimal(0), "EUR")
    candidates.note("missing_in_crm", f"INV-{unknown}")
    credit = Decimal("-200.00")
    yield ErpRow(day, "CM-17", "Walk-in customer", credit, credit, "EUR", "", "Credit Memo")
    candidates.note("credit_unapplied", "CM-17")
    deleted = (
        each for each in invoices
        if each.is_deleted and months.contains(each.on) and not each.shares_number
    )  # fmt: skip
    for invoice in list(deleted)[:1]:
        yield _row(replace(invoice, status="Unpaid"))
        candidates.note("missing_in_crm", invoice.reference)


def _plant_canaries(
    rows: dict[str, ErpRow], candidates: Candidates, months: Months
) -> Iterator[ErpRow]:
    """Write canaries and a card number, and yield a line whose number is a canary, or a name."""
    texts = export_canaries(QUICKBOOKS)
    for key in sorted(rows)[:1]:
        memo = f"{rows[key].memo} {texts['Memo/Description']}".strip()
        rows[key] = replace(rows[key], memo=memo, name=texts["Name"])
    for key in [key for key in sorted(rows)[1:] if not rows[key].memo][:1]:
        rows[key] = replace(rows[key], memo=EXPORT_CARDS[QUICKBOOKS][1])
    day, amount = months.last - timedelta(days=12), Decimal("77.77")
    yield ErpRow(day, texts["Num"], "Walk-in customer", amount, Decimal(0), "EUR")
    candidates.note("missing_in_crm", printed_reference(texts["Num"]))


def _write(path: Path, rows: Sequence[ErpRow], months: Months, printed_at: datetime) -> None:
    width = len(_HEADER)
    blank = [""] * width
    total = sum((row.amount for row in rows), Decimal(0))
    open_total = sum((row.open_balance for row in rows), Decimal(0))
    footer = printed_at.strftime(" %A, %B %d, %Y %I:%M %p GMT+00:00")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        for title in (_COMPANY, _TITLE, _printed_range(months)):
            writer.writerow([title, *blank[1:]])
        writer.writerow([])
        writer.writerow(_HEADER)
        writer.writerows(_cells(row) for row in rows)
        writer.writerow(["TOTAL", *blank[1:7], f"${total:,.2f}", f"${open_total:,.2f}", ""])
        writer.writerows([[], [], []])
        writer.writerow([footer, *blank[1:]])


def _printed_range(months: Months) -> str:
    first = f"{months.first:%B} {months.first.day}"
    if months.first.year != months.last.year:
        first = f"{first}, {months.first.year}"
    last = f"{months.last.day}, {months.last.year}"
    if (months.first.year, months.first.month) == (months.last.year, months.last.month):
        return f"{first}-{last}"
    return f"{first} - {months.last:%B} {last}"


def _cells(row: ErpRow) -> list[str]:
    due = row.on + timedelta(days=_TERM_DAYS)
    return [
        "",
        f"{row.on:%m/%d/%Y}",
        row.kind,
        row.number,
        row.name,
        row.memo,
        f"{due:%m/%d/%Y}" if row.kind == "Invoice" else "",
        _amount(row.amount, shows_brackets=row.shows_brackets),
        _amount(row.open_balance, shows_brackets=row.shows_brackets),
        row.currency,
    ]


def _amount(amount: Decimal, *, shows_brackets: bool) -> str:
    if amount >= 0:
        return f"{amount:,.2f}"
    return f"$({-amount:,.2f})" if shows_brackets else f"-${-amount:,.2f}"
