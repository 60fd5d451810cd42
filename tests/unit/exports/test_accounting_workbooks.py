"""The accounting reports saved as Excel workbooks: the same items as their text forms."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
from accounting_files import amounts, codes, kinds, read, refusal
from books import day

TRANSACTIONS: Sequence[Sequence[Any]] = (
    ("Example Co, LLC",),
    ("Transaction List by Customer",),
    ("March 1-31, 2026",),
    (),
    (None, "Date", "Transaction type", "Num", "Posting", "Memo/Description", "Account", "Amount"),
    ("Acme",),
    (None, date(2026, 3, 1), "Invoice", "INV-1", "Y", None, "A/R", 1200.5),
    (None, date(2026, 3, 4), "Credit Memo", "CM-1", "Y", None, "A/R", -200.25),
    ("Total for Acme", None, None, None, None, None, None, 1000.25),
    ("TOTAL", None, None, None, None, None, None, 1000.25),
    (),
    (" Wednesday, April 01, 2026 02:44 PM GMT-05:00",),
)


def _book(rows: Sequence[Sequence[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_quickbooks_report_is_read_with_title_groups_and_totals() -> None:
    def merge(book: Any) -> None:
        book.active.merge_cells("A1:H1")
        book.active.merge_cells("A2:H2")

    file = read(_book(TRANSACTIONS, merge))

    assert (file.format, file.encoding) == ("quickbooks_transaction_list", "xlsx")
    assert amounts(file) == ["1,200.50 USD", "-200.25 USD"]
    assert [item.on for item in file.items] == [day("2026-03-01"), day("2026-03-04")]
    assert (codes(file), file.facts.agrees_to_total) == ([], True)
    assert (file.facts.entity, file.covers) == (
        "Example Co, LLC",
        (day("2026-03-01"), day("2026-03-31")),
    )


def test_every_row_of_the_sheet_is_accounted_for() -> None:
    file = read(_book(TRANSACTIONS))

    assert file.line_count == 12
    assert kinds(file)[5:] == ["layout", "item", "item", "total", "total", "layout", "footer"]


def test_days_that_are_text_are_read_too() -> None:
    rows = [[cell.strftime("%m/%d/%Y") if isinstance(cell, date) else cell for cell in row]
            for row in TRANSACTIONS]  # fmt: skip

    assert read(_book(rows)).items[0].on == day("2026-03-01")


def test_a_total_that_is_a_formula_nobody_computed_is_not_taken_for_agreed() -> None:
    rows = [*TRANSACTIONS[:-4], ("Total for Acme",) + (None,) * 6 + ("=SUM(H7:H8)",),
            ("TOTAL",) + (None,) * 6 + ("=H9",), *TRANSACTIONS[-2:]]  # fmt: skip

    file = read(_book(rows))

    assert (file.facts.agrees_to_total, amounts(file)) == (False, ["1,200.50 USD", "-200.25 USD"])


def test_an_amount_that_is_a_formula_nobody_computed_refuses_the_file() -> None:
    rows = [list(row) for row in TRANSACTIONS]
    rows[6][7] = "=1200+0.5"

    error = refusal(_book(rows))

    assert (error.line, error.column) == (7, "amount")


def test_a_report_on_a_later_sheet_is_found_and_remarked() -> None:
    def add(book: Any) -> None:
        sheet = book.create_sheet("Report")
        for row in TRANSACTIONS:
            sheet.append(list(row))

    file = read(_book([("Read me",)], add))

    assert codes(file) == [("other_sheet", None)]


def test_reports_on_two_sheets_are_refused() -> None:
    def add(book: Any) -> None:
        book.copy_worksheet(book.active)

    assert "more than one sheet" in refusal(_book(TRANSACTIONS, add)).reason


@pytest.mark.parametrize(
    ("header", "row", "money"),
    [
        (
            ("ContactName", "InvoiceNumber", "InvoiceDate", "Total", "Currency", "Type", "Status"),
            ("Acme", "INV-1", date(2026, 3, 4), 1200.5, "GBP", "Sales invoice", "Paid"),
            "1,200.50 GBP",
        ),
        (
            ("Internal ID", "Date", "Type", "Document Number", "Main Line", "Amount"),
            (77, date(2026, 3, 4), "Invoice", "INV-1", "*", 1200.5),
            "1,200.50 USD",
        ),
        (
            ("DocumentNo", "Type", "Posting Date", "Amount in doc. curr.", "Curr."),
            (1800000001, "RV", date(2026, 3, 4), 1200.5, "EUR"),
            "1,200.50 EUR",
        ),
        (
            (
                "bukrs",
                "gjahr",
                "belnr",
                "buzei",
                "blart",
                "budat",
                "shkzg",
                "wrbtr",
                "waers",
                "kunnr",
            ),
            (1000, 2026, 1800000001, 1, "RV", 20260304, "S", 1200.5, "EUR", 1012),
            "1,200.50 EUR",
        ),
    ],
)
def test_plain_tables_are_read_from_a_sheet(
    header: Sequence[str], row: Sequence[Any], money: str
) -> None:
    file = read(_book([header, row]))

    assert (amounts(file), codes(file)) == ([money], [])
    assert file.items[0].on == day("2026-03-04")
