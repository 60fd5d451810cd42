"""QuickBooks Online's Invoice List: titles, rows, TOTAL, blank lines and a footer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from benchmarks.planting.draw import Month
from benchmarks.planting.formats._sheet import Sheet, Written
from benchmarks.planting.rows import Document

_HEADER = (
    "", "Date", "Transaction type", "Num", "Name", "Memo/Description", "Due date", "Amount",
    "Open balance", "Currency",
)  # fmt: skip


def write(rows: Sequence[Document], month: Month, *, days_later: int = 1) -> Written:
    """Return the list, printed some days after the month."""
    sheet = Sheet(ending="\r\n")
    blank = [""] * (len(_HEADER) - 1)
    title = f"{month.first:%B} 1-{month.last.day}, {month.first.year}"
    for text in ("Example Co, LLC", "Invoice List by Date", title):
        sheet.add([text, *blank])
    sheet.add()
    sheet.add(_HEADER)
    for row in rows:
        sheet.add(_cells(row), row.key)
    total = sum((row.amount for row in rows), Decimal(0))
    open_total = sum((row.open_amount for row in rows), Decimal(0))
    sheet.add(["TOTAL", *blank[:6], f"${total:,}", f"${open_total:,}", ""])
    for _ in range(3):
        sheet.add()
    printed = month.last + timedelta(days=days_later)
    sheet.add([f" {printed:%A, %B %d, %Y} 02:43 PM GMT-05:00", *blank])
    return sheet.written()


def _cells(row: Document) -> list[str]:
    due = f"{row.on + timedelta(days=30):%m/%d/%Y}" if row.kind == "Invoice" else ""
    return [
        "", f"{row.on:%m/%d/%Y}", row.kind, row.number, row.party, row.memo, due,
        _amount(row.amount), _amount(row.open_amount), row.currency,
    ]  # fmt: skip


def _amount(amount: Decimal) -> str:
    return f"-${-amount:,}" if amount < 0 else f"{amount:,}"
