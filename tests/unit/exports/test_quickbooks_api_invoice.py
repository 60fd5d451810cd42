from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import amounts, codes, place, read, refusal, table
from books import day

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = (
    "id,_fivetran_deleted,balance,billing_email,created_at,currency_id,customer_id,doc_number,"
    "due_date,exchange_rate,private_note,total_amount,total_tax,transaction_date"
)
OPEN = "40113,FALSE,55650.00,a@b.example,2021-01-19 20:51:02,USD,4783,2021011355,2021-02-03,0.8,,"
ROW = OPEN + "565214,10,2021-01-19"


def test_an_invoice_is_known_by_its_own_id_and_its_number() -> None:
    (item,) = read(table(HEADER, ROW)).items

    assert (item.source_id, item.has_own_id, item.label) == ("40113", True, "2021011355")
    assert (item.kind, str(item.money)) == (ItemKind.INVOICE, "565,214.00 USD")
    assert (item.on, item.due, item.tax) == (day("2021-01-19"), day("2021-02-03"), Decimal(10))
    assert (item.open_amount, item.status) == (Decimal("55650.00"), PaymentStatus.PARTIAL)
    assert (item.party_id, item.party_email) == ("4783", "a@b.example")


def test_one_number_may_name_two_invoices() -> None:
    file = read(table(HEADER, ROW, ROW.replace("40113", "40114")))

    assert [item.source_id for item in file.items] == ["40113", "40114"]


def test_a_deleted_invoice_keeps_its_id_and_is_set_aside() -> None:
    row = "28957,TRUE,,x@y.example,2020-06-08 17:26:39,USD,,,,0.8,,,0,"

    file = read(table(HEADER, row, ROW))

    assert (file.items[0].set_aside, file.items[0].on) == ("deleted_there", day("2020-06-08"))
    assert amounts(file)[0] == "0.00 USD"
    assert file.covers == (day("2021-01-19"), day("2021-01-19"))


def test_an_invoice_in_another_currency_stays_in_it() -> None:
    assert amounts(read(table(HEADER, ROW.replace("USD", "EUR")))) == ["565,214.00 EUR"]


@pytest.mark.parametrize(
    ("left", "status"),
    [("0", PaymentStatus.PAID), ("565214", PaymentStatus.OPEN), ("", PaymentStatus.UNKNOWN)],
)
def test_what_is_left_says_how_far_it_is_paid(left: str, status: PaymentStatus) -> None:
    assert read(table(HEADER, ROW.replace("55650.00", left))).items[0].status is status


def test_nothing_left_of_an_amount_and_a_note_make_it_void() -> None:
    row = "1,FALSE,0,,2021-01-19 20:51:02,USD,4783,7,2021-02-03,1,Voided,0,0,2021-01-19"

    assert read(table(HEADER, row)).items[0].status is PaymentStatus.VOID


def test_a_header_alone_is_a_file_without_rows() -> None:
    assert codes(read(table(HEADER))) == [("no_rows", None)]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("565214", "", "total_amount"),
        ("565214", "=1+1", "total_amount"),
        ("565214", '"5652,14"', "total_amount"),
        ("565214", "5.123", "total_amount"),
        (",USD,", ",dollars,", "currency_id"),
        ("2021-01-19", "19/01/2021", "transaction_date"),
        ("2021-01-19", "2021-02-30", "transaction_date"),
        ("55650.00", "much", "balance"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    row = new.join(ROW.rsplit(old, 1))

    assert place(table(HEADER, row)) == (2, column)


def test_a_row_with_a_cell_too_many_refuses_the_file() -> None:
    assert "more cells than the header" in refusal(table(HEADER, ROW + ",1")).reason


def test_a_row_cut_off_refuses_the_file() -> None:
    assert place(table(HEADER, ROW)[:-14]) == (2, "")


def test_a_semicolon_makes_no_difference() -> None:
    other = table(HEADER, ROW).replace(",", ";")

    assert read(other).items == read(table(HEADER, ROW)).items


def test_a_column_of_that_name_again_with_another_cell_is_refused() -> None:
    assert place(table(HEADER + ",total_amount", ROW + ",1")) == (2, "total_amount")


def test_a_missing_column_makes_it_unknown() -> None:
    header = HEADER.replace("doc_number", "number")

    assert "no export" in refusal(table(header, ROW)).reason
