"""The accounting reports saved as Excel workbooks: the same items as their text forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from accounting_files import amounts, codes, kinds, place, read, refusal
from bad_inputs import Sample, sample_of
from books import day
from workbooks import workbook

from suitehouse.ledger.item import LedgerItem
from suitehouse.tabular.dates import DAY_FIRST, MONTH_FIRST

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


def test_a_quickbooks_report_is_read_with_title_groups_and_totals() -> None:
    def merge(book: Any) -> None:
        book.active.merge_cells("A1:H1")
        book.active.merge_cells("A2:H2")

    file = read(workbook(TRANSACTIONS, merge))

    assert (file.format, file.encoding) == ("quickbooks_transaction_list", "xlsx")
    assert amounts(file) == ["1,200.50 USD", "-200.25 USD"]
    assert [item.on for item in file.items] == [day("2026-03-01"), day("2026-03-04")]
    assert (codes(file), file.facts.agrees_to_total) == ([], True)
    assert (file.facts.entity, file.covers) == (
        "Example Co, LLC",
        (day("2026-03-01"), day("2026-03-31")),
    )


def test_every_row_of_the_sheet_is_accounted_for() -> None:
    file = read(workbook(TRANSACTIONS))

    assert file.line_count == 12
    assert kinds(file)[5:] == ["layout", "item", "item", "total", "total", "layout", "footer"]


def test_days_that_are_text_are_read_too() -> None:
    rows = [[cell.strftime("%m/%d/%Y") if isinstance(cell, date) else cell for cell in row]
            for row in TRANSACTIONS]  # fmt: skip

    assert read(workbook(rows)).items[0].on == day("2026-03-01")


def test_a_total_that_is_a_formula_nobody_computed_is_not_taken_for_agreed() -> None:
    rows = [*TRANSACTIONS[:-4], ("Total for Acme",) + (None,) * 6 + ("=SUM(H7:H8)",),
            ("TOTAL",) + (None,) * 6 + ("=H9",), *TRANSACTIONS[-2:]]  # fmt: skip

    file = read(workbook(rows))

    assert (file.facts.agrees_to_total, amounts(file)) == (False, ["1,200.50 USD", "-200.25 USD"])


def test_an_amount_that_is_a_formula_nobody_computed_refuses_the_file() -> None:
    rows = [list(row) for row in TRANSACTIONS]
    rows[6][7] = "=1200+0.5"

    error = refusal(workbook(rows))

    assert (error.line, error.column) == (7, "amount")


def test_a_report_on_a_later_sheet_is_found_and_remarked() -> None:
    def add(book: Any) -> None:
        sheet = book.create_sheet("Report")
        for row in TRANSACTIONS:
            sheet.append(list(row))

    file = read(workbook([("Read me",)], add))

    assert codes(file) == [("other_sheet", None)]


def test_reports_on_two_sheets_are_refused() -> None:
    def add(book: Any) -> None:
        book.copy_worksheet(book.active)

    assert "more than one sheet" in refusal(workbook(TRANSACTIONS, add)).reason


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
            (77, date(2026, 3, 4), "Payment", "PMT-1", "*", 1200.5),
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
    file = read(workbook([header, row]))

    assert (amounts(file), codes(file)) == ([money], [])
    assert file.items[0].on == day("2026-03-04")


# Each with the way its text form writes days.
REPORTS = {
    "quickbooks_invoice_list": MONTH_FIRST,
    "quickbooks_transaction_list": MONTH_FIRST,
    "quickbooks_sales_detail": MONTH_FIRST,
    "quickbooks_customer_list": MONTH_FIRST,
    "xero_sales_invoices": DAY_FIRST,
    "xero_contacts": DAY_FIRST,
    "netsuite_saved_search": MONTH_FIRST,
    "sap_fbl5n": DAY_FIRST,
    "sap_customer_items": DAY_FIRST,
}
# Numbers that begin with a zero are text in a sheet too.
AMOUNT = re.compile(r"-?[0-9]+[.,][0-9]{2}-?|[1-9][0-9]{7,9}")
GROUPED = re.compile(r"(?<=[0-9])[.,](?=[0-9]{3})")


def _typed(sample: Sample, cell: str) -> Any:
    """A cell as a system writes it to a sheet: days as serials, amounts as floats, or text."""
    if on := REPORTS[sample.name].parse(cell):
        return on
    plain = GROUPED.sub("", cell)
    if not AMOUNT.fullmatch(plain):
        return cell or None
    return float(plain.rstrip("-").replace(",", ".")) * (-1 if plain.endswith("-") else 1)


def _as_sheet(sample: Sample) -> list[list[Any]]:
    return [[_typed(sample, cell) for cell in row] for row in sample.rows]


def _said(item: LedgerItem) -> LedgerItem:
    """All that an item says, without the digest of how its cells are written."""
    source_id = "" if item.source_id.startswith("row-") else item.source_id
    return replace(item, row_hash="", source_id=source_id)


@pytest.mark.parametrize("name", REPORTS)
def test_typed_cells_say_what_the_text_form_says(name: str) -> None:
    sample = sample_of(name)

    file = read(workbook(_as_sheet(sample)))

    assert (file.format, file.encoding) == (name, "xlsx")
    assert [*map(_said, file.items)] == [*map(_said, sample.good.items)]
    assert (file.lines_by_kind, file.facts) == (sample.good.lines_by_kind, sample.good.facts)


@pytest.mark.parametrize("name", REPORTS)
def test_merged_title_rows_change_nothing(name: str) -> None:
    sample = sample_of(name)
    width = len(sample.rows[sample.header])

    def merge(book: Any) -> None:
        for line in range(1, 3):
            book.active.merge_cells(start_row=line, end_row=line, start_column=1, end_column=width)

    titles: list[list[Any]] = [] if sample.header else [["Example Co"], ["Report"]]
    file = read(workbook([*titles, *_as_sheet(sample)], merge))

    moved = [replace(_said(item), source_row=item.source_row - len(titles)) for item in file.items]
    assert moved == [*map(_said, sample.good.items)]


@pytest.mark.parametrize("name", sorted({*REPORTS} - {"quickbooks_customer_list", "xero_contacts"}))
def test_a_serial_that_is_formatted_as_a_number_is_no_day(name: str) -> None:
    sample = sample_of(name)
    rows = [
        [46095 if isinstance(cell, date) or cell == 20260314 else cell for cell in row]
        for row in _as_sheet(sample)
    ]

    line, column = place(workbook(rows))

    assert line in {item.source_row for item in sample.good.items}
    assert column
