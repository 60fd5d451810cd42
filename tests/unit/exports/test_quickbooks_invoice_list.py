from __future__ import annotations

from decimal import Decimal

import pytest
from books import QUICKBOOKS_HEADER, day, quickbooks

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, PaymentStatus, Side
from suitehouse.ledger.money import Money

ROWS = (
    '03/01/2026,Invoice,INV-2001,Acme Freight,,03/31/2026,"1,200.00",0.00',
    '03/02/2026,Invoice,002002,"Smith & Sons, Inc",Web hosting,04/01/2026,450.00,450.00',
    "03/03/2026,Credit Memo,CM-17,Acme Freight,Credit for INV-2001,,-$200.00,0.00",
    "03/05/2026,Invoice,INV-2005,Delta Co,Voided,04/04/2026,0.00,0.00",
    "03/09/2026,Invoice,INV-2006,Delta Co:Project 7,,04/08/2026,$(250.00),$(250.00)",
)
TOTAL = '"$1,200.00"'


def _read(raw: bytes) -> ExportFile:
    return read_export("list.csv", raw, Books("USD"))


def _codes(file: ExportFile) -> list[str]:
    return [finding.code for finding in file.findings]


def test_each_row_becomes_an_item_with_its_line_amount_and_status() -> None:
    items = _read(quickbooks(*ROWS, total=TOTAL)).items

    assert [(item.source_row, item.source_id, item.kind, item.status) for item in items] == [
        (6, "INV-2001", ItemKind.INVOICE, PaymentStatus.PAID),
        (7, "002002", ItemKind.INVOICE, PaymentStatus.OPEN),
        (8, "CM-17", ItemKind.CREDIT_NOTE, PaymentStatus.PAID),
        (9, "INV-2005", ItemKind.INVOICE, PaymentStatus.VOID),
        (10, "INV-2006", ItemKind.INVOICE, PaymentStatus.OPEN),
    ]
    amounts = ["1200.00", "450.00", "-200.00", "0.00", "-250.00"]
    assert [item.money for item in items] == [Money(Decimal(one), "USD") for one in amounts]
    assert {item.side for item in items} == {Side.ERP}


def test_every_physical_line_is_accounted_for() -> None:
    file = _read(quickbooks(*ROWS, total=TOTAL))

    assert file.line_count == 14
    assert file.lines_by_kind == {"item": 5, "detail": 0, "layout": 7, "total": 1, "footer": 1}
    assert sum(file.lines_by_kind.values()) == file.line_count


def test_the_title_says_what_the_file_covers_and_whose_it_is() -> None:
    file = _read(quickbooks(*ROWS, total=TOTAL))

    assert file.covers == (day("2026-03-01"), day("2026-03-31"))
    assert file.facts.entity == "Example Co, LLC"
    assert file.facts.printed_at is not None
    assert file.facts.printed_at.isoformat() == "2026-04-01T14:43:00"


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("December 15, 2025 - January 14, 2026", "2025-12-15", "2026-01-14"),
        ("January 1 - March 31, 2026", "2026-01-01", "2026-03-31"),
        ("All Dates", "2026-03-01", "2026-03-09"),
        ("Smarch 1-31, 2026", "2026-03-01", "2026-03-09"),
    ],
)
def test_the_range_is_the_printed_one_or_else_that_of_the_rows(
    title: str, first: str, last: str
) -> None:
    file = _read(quickbooks(*ROWS, total=TOTAL, title=title))

    assert file.covers == (day(first), day(last))


def test_a_total_that_foots_is_agreed_without_a_finding() -> None:
    file = _read(quickbooks(*ROWS, total=TOTAL))

    assert (_codes(file), file.facts.agrees_to_total) == ([], True)


@pytest.mark.parametrize("total", ["300.00", "210.00"])
def test_a_total_across_currencies_proves_neither_agreement_nor_fault(total: str) -> None:
    raw = (
        "Date,Transaction type,Num,Amount,Open balance,Currency\n"
        "03/13/2026,Invoice,INV-1,100.00,0.00,eur\n"
        "03/14/2026,Invoice,INV-2,200.00,0.00,\n"
        f"TOTAL,,,{total},,\n"
    )

    file = _read(raw.encode())

    assert [item.money.currency for item in file.items] == ["EUR", "USD"]
    assert (file.facts.agrees_to_total, file.is_sound) == (False, True)


def test_a_total_that_does_not_foot_is_an_error_of_the_file() -> None:
    file = _read(quickbooks(*ROWS, total='"$1,200.01"'))

    assert _codes(file) == ["total_does_not_foot"]
    assert (file.findings[0].line, file.is_sound) == (11, False)
    assert not file.facts.agrees_to_total


def test_an_open_balance_that_does_not_foot_is_an_error_too() -> None:
    raw = quickbooks(*ROWS, total=TOTAL).replace(b'"$1,200.00",\r\n', b'"$1,200.00",$200.01\r\n')

    assert _codes(_read(raw)) == ["total_does_not_foot"]


def test_a_report_without_its_end_is_reported_as_cut_off() -> None:
    whole = quickbooks(*ROWS, total=TOTAL)

    file = _read(whole[: whole.index(b"TOTAL")])

    assert _codes(file) == ["truncated"]
    assert not file.is_sound


def test_a_report_cut_off_within_a_row_is_refused_whole() -> None:
    whole = quickbooks(*ROWS, total=TOTAL)

    with pytest.raises(ExportError) as refused:
        _read(whole[: whole.index(b"INV-2006")])

    assert refused.value.line == 10


OLD_NAMES = QUICKBOOKS_HEADER.replace("Transaction type", "Transaction Type").replace("Num", "No.")
NEW_NAMES = QUICKBOOKS_HEADER.replace(",Date", ",Transaction date").replace(
    "Memo/Description", "Description"
)


@pytest.mark.parametrize("header", [OLD_NAMES, NEW_NAMES])
def test_old_and_new_column_names_mean_the_same(header: str) -> None:
    raw = quickbooks(*ROWS, total=TOTAL)

    renamed = _read(raw.replace(QUICKBOOKS_HEADER.encode(), header.encode()))

    assert renamed.items == _read(raw).items


def test_columns_may_stand_in_any_order_with_spaces_in_the_header() -> None:
    raw = (
        b"Example Co\n"
        b", Open balance , Amount, Num ,Transaction type ,Date,\n"
        b",0.00,100.00,INV-1,Invoice,03/13/2026\n"
        b"TOTAL,0.00,100.00\n"
    )

    file = _read(raw)

    assert [(item.source_id, item.on) for item in file.items] == [("INV-1", day("2026-03-13"))]
    assert _codes(file) == []


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_found(delimiter: str) -> None:
    raw = delimiter.join(["Date", "Transaction type", "Num", "Amount", "Open balance"]) + "\n"
    raw += delimiter.join(["03/13/2026", "Invoice", "INV-1", "100.00", "0.00"]) + "\n"

    file = _read(raw.encode())

    assert (file.delimiter, [item.source_id for item in file.items]) == (delimiter, ["INV-1"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_change_nothing_but_the_remark(encoding: str) -> None:
    rows = tuple(row.replace("Acme", "Société") for row in ROWS)
    raw = quickbooks(*rows, total=TOTAL)

    recoded = _read(raw.decode().encode(encoding))

    assert recoded.items == _read(raw).items


def test_a_quoted_line_break_in_a_memo_keeps_lines_right() -> None:
    rows = (
        '03/01/2026,Invoice,INV-1,A,"two\nlines",,100.00,0.00',
        "03/02/2026,Invoice,INV-2,A,,,50.00,0.00",
    )

    file = _read(quickbooks(*rows, total="150.00"))

    assert [item.source_row for item in file.items] == [6, 8]


def test_days_before_months_are_recognised_by_the_file_as_a_whole() -> None:
    rows = (
        "01/03/2026,Invoice,INV-1,A,,31/03/2026,100.00,0.00",
        "09/03/2026,Invoice,INV-2,A,,08/04/2026,50.00,0.00",
    )

    items = _read(quickbooks(*rows, total="150.00")).items

    assert [item.on for item in items] == [day("2026-03-01"), day("2026-03-09")]


def test_the_printed_range_settles_what_the_dates_alone_do_not() -> None:
    row = "03/04/2026,Invoice,INV-1,A,,,100.00,0.00"

    april = _read(quickbooks(row, total="100.00", title="April 1-30, 2026"))
    march = _read(quickbooks(row, total="100.00", title="March 1-31, 2026"))
    unsaid = _read(quickbooks(row, total="100.00", title="All Dates"))

    assert [file.items[0].on for file in (april, march, unsaid)] == [
        day("2026-04-03"),
        day("2026-03-04"),
        day("2026-03-04"),
    ]
    assert [_codes(file) for file in (april, march, unsaid)] == [[], [], ["ambiguous_dates"]]


def test_group_rows_and_their_totals_are_layout() -> None:
    raw = (
        f"{QUICKBOOKS_HEADER}Acme 2001,,,,,,,,\n"
        ",03/01/2026,Invoice,INV-1,Acme,,,100.00,0.00\n"
        "Total for Acme 2001,,,,,,,100.00,0.00\nTOTAL,,,,,,,100.00,0.00\n"
    ).encode()

    file = _read(raw)

    assert file.lines_by_kind == {"item": 1, "detail": 0, "layout": 2, "total": 2, "footer": 0}


def test_a_row_without_a_usable_number_is_known_by_what_does_not_change() -> None:
    row = "03/01/2026,Invoice,Maria Garcia,A,,,100.00,0.00"

    file = _read(quickbooks(row, total="100.00"))
    earlier = _read(quickbooks(row.replace(",0.00", ",40.00"), total="100.00"))
    (other,) = _read(quickbooks(row.replace(",A,", ",B,"), total="100.00")).items

    assert file.items[0].source_id.startswith("row-")
    assert file.items[0].references == ()
    assert file.items[0].source_id != other.source_id
    assert _codes(file) == ["no_document_number"]
    assert earlier.items[0].source_id == file.items[0].source_id


def test_other_transactions_are_told_from_invoices() -> None:
    row = "03/01/2026,Payment,77,A,,,100.00,0.00"

    assert _read(quickbooks(row, total="100.00")).items[0].kind is ItemKind.OTHER


def test_rows_outside_the_printed_range_are_remarked() -> None:
    row = "04/15/2026,Invoice,INV-1,A,,,100.00,0.00"

    assert _codes(_read(quickbooks(row, total="100.00"))) == ["outside_printed_range"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("03/01/2026,Invoice,INV-9,A,,,1e3,0.00", "amount"),
        ("03/01/2026,Invoice,INV-9,A,,,,0.00", "amount"),
        ("03/01/2026,Invoice,INV-9,A,,,100.00,soon", "open balance"),
        ("03/01/2026,Invoice,INV-9,A,,,100.001,0.00", "amount"),
        (f"03/01/2026,Invoice,INV-9,A,,,{'9' * 100_000},0.00", "amount"),
        (",Invoice,INV-9,A,,,100.00,0.00", "date"),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(row: str, column: str) -> None:
    with pytest.raises(ExportError) as refused:
        _read(quickbooks(row, total="100.00"))

    assert (refused.value.line, refused.value.column) == (6, column)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("03/01/2026,Invoice,INV-9,A,,,1,200.00,0.00", "more cells than the header"),
        ("13/13/2026,Invoice,INV-9,A,,,100.00,0.00", "not in the order of the dates"),
    ],
)
def test_shifted_columns_and_impossible_dates_refuse_the_file(row: str, reason: str) -> None:
    with pytest.raises(ExportError, match=reason):
        _read(quickbooks(row, total="100.00"))


def test_two_reports_in_one_file_are_refused() -> None:
    raw = quickbooks(ROWS[0], total='"1,200.00"')

    with pytest.raises(ExportError, match="after the TOTAL row"):
        _read(raw + raw)


def test_a_header_alone_is_a_file_without_rows() -> None:
    file = _read(QUICKBOOKS_HEADER.encode())

    assert (file.items, file.covers, _codes(file)) == ((), None, ["truncated"])


@pytest.mark.parametrize(
    "header",
    [
        "Date,Transaction type,Num,Posting,Memo/Description,Account,Amount\n",
        "Date,Transaction type,Num,Term,Due date,Open balance\n",
    ],
)
def test_other_quickbooks_reports_are_not_taken_for_it(header: str) -> None:
    assert _read(header.encode()).format != "quickbooks_invoice_list"
