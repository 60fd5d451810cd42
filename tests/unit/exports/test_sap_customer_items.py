from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import amounts, place, read, table
from books import day

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = (
    "mandt,bukrs,kunnr,gjahr,belnr,buzei,blart,budat,bldat,shkzg,wrbtr,waers,dmbtr,xblnr,zuonr,"
    "kidno,vbeln,sgtxt,augbl,augdt,rebzg,zfbdt,zbd1t,zbd2t,zbd3t"
)
INVOICE = (
    "800,1000,0000001012,2026,0018000001,001,RV,20260314,20260313,S,1200.00,EUR,1300.00,"
    "90000123,A-7,,0090000123,Invoice INV-7,,00000000,,20260314,30,0,0"
)
PAYMENT = (
    "800,1000,1012,2026,14000001,1,DZ,20260320,20260320,H,1200.00,EUR,1300.00,,,,,,"
    "0014000001,20260320,18000001,0,,,"
)


def test_postings_become_items_with_the_sign_of_what_we_receive() -> None:
    file = read(table(HEADER, INVOICE, PAYMENT))

    assert [(item.kind, str(item.money)) for item in file.items] == [
        (ItemKind.INVOICE, "1,200.00 EUR"),
        (ItemKind.PAYMENT, "1,200.00 EUR"),
    ]


def test_a_posting_says_all_that_the_table_knows() -> None:
    invoice, payment = read(table(HEADER, INVOICE, PAYMENT)).items

    assert (invoice.source_id, invoice.has_own_id) == ("1000-2026-0018000001-001", True)
    assert invoice.references == ("90000123", "0090000123", "A-7", "0018000001")
    assert (invoice.on, invoice.due) == (day("2026-03-14"), day("2026-04-13"))
    assert (invoice.status, invoice.open_amount) == (PaymentStatus.OPEN, Decimal("1200.00"))
    assert (invoice.mentions, invoice.party_id) == (("7",), "0000001012")
    assert (payment.status, payment.link) == (PaymentStatus.PAID, "0018000001")
    assert payment.due is None


def test_zeros_that_a_spreadsheet_stripped_are_put_back() -> None:
    payment = read(table(HEADER, PAYMENT)).items[0]

    assert payment.source_id == "1000-2026-0014000001-001"
    assert payment.party_id == "0000001012"


@pytest.mark.parametrize(("sign", "kind"), [("S", ItemKind.INVOICE), ("H", ItemKind.CREDIT_NOTE)])
def test_debit_or_credit_is_the_sign(sign: str, kind: ItemKind) -> None:
    item = read(table(HEADER, INVOICE.replace(",S,", f",{sign},"))).items[0]

    assert item.kind is kind
    assert (item.money.amount < 0) == (sign == "H")


@pytest.mark.parametrize(
    ("stored", "currency", "money"),
    [
        ("123.45", "JPY", "12,345 JPY"),
        ("12.34", "KWD", "1.234 KWD"),
        ("1200.00", "eur", "1,200.00 EUR"),
        ("0", "EUR", "0.00 EUR"),
    ],
)
def test_amounts_are_stored_with_two_decimals_in_every_currency(
    stored: str, currency: str, money: str
) -> None:
    row = INVOICE.replace(",1200.00,EUR,", f",{stored},{currency},")

    assert amounts(read(table(HEADER, row))) == [money]


def test_the_reference_that_a_payer_was_asked_for_is_a_number_too() -> None:
    (item,) = read(table(HEADER, INVOICE.replace(",A-7,,", ",A-7,KID-5,"))).items

    assert "KID-5" in item.references


@pytest.mark.parametrize("nothing", ["", "0", "00000000"])
def test_zeros_are_no_day(nothing: str) -> None:
    row = INVOICE.replace(",20260314,30,", f",{nothing},30,").replace(
        ",RV,20260314,", f",RV,{nothing},"
    )

    item = read(table(HEADER, row)).items[0]

    assert (item.due, item.on) == (None, day("2026-03-13"))


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",S,", ",,", "shkzg"),
        (",S,", ",X,", "shkzg"),
        (",1200.00,EUR,", ",-1200.00,EUR,", "wrbtr"),
        (",1200.00,EUR,", ",5c6d7e8f,EUR,", "wrbtr"),
        (",1200.00,EUR,", ",123.456,JPY,", "wrbtr"),
        (",EUR,", ",,", "waers"),
        (",RV,20260314,", ",RV,20260231,", "budat"),
        (",0018000001,", ",,", "belnr"),
        (",0018000001,", ",1.8E+12,", "belnr"),
        (",20260314,30,", ",20260314,99999,", "zbd1t"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, INVOICE.replace(old, new))) == (2, column)


def test_a_due_day_outside_the_calendar_refuses_the_file() -> None:
    row = INVOICE.replace(",20260314,30,", ",99991231,30,")

    assert place(table(HEADER, row)) == (2, "zfbdt")
