from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import amounts, codes, place, read, table
from books import day

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = (
    "invoice_id,contact_id,date,due_date,amount_due,sub_total,total,total_tax,currency_code,"
    "invoice_number,reference,status,type"
)
ROW = (
    "91aaab47-dc41-4264-b96d-8e896f305502,9104f337,2021-02-28,2021-03-31,2250,1875,2250,375,GBP,"
    "INV-0109,PO 7,AUTHORISED,ACCREC"
)


def test_a_sale_is_an_invoice_known_by_its_own_id() -> None:
    (item,) = read(table(HEADER, ROW)).items

    assert item.source_id == "91aaab47-dc41-4264-b96d-8e896f305502"
    assert (item.kind, str(item.money), item.label) == (
        ItemKind.INVOICE,
        "2,250.00 GBP",
        "INV-0109",
    )
    assert (item.on, item.due) == (day("2021-02-28"), day("2021-03-31"))
    assert (item.tax, item.open_amount) == (Decimal(375), Decimal(2250))
    assert (item.status, item.references) == (PaymentStatus.OPEN, ("INV-0109", "PO 7"))


def test_a_purchase_is_what_we_pay_and_no_invoice() -> None:
    item = read(table(HEADER, ROW.replace("ACCREC", "ACCPAY"))).items[0]

    assert (item.kind, str(item.money)) == (ItemKind.OTHER, "-2,250.00 GBP")
    assert (item.open_amount, item.tax) == (Decimal(-2250), Decimal(-375))


@pytest.mark.parametrize(
    ("status", "reason"),
    [("VOIDED", "void"), ("DELETED", "deleted_there"), ("DRAFT", "draft"), ("SUBMITTED", "draft")],
)
def test_what_is_not_in_force_keeps_its_total_and_is_set_aside(status: str, reason: str) -> None:
    file = read(table(HEADER, ROW.replace("AUTHORISED", status)))

    assert (file.items[0].set_aside, amounts(file)) == (reason, ["2,250.00 GBP"])
    assert file.covers is None


def test_tax_that_does_not_add_is_remarked() -> None:
    file = read(table(HEADER, ROW.replace(",375,", ",374.99,")))

    assert (codes(file), file.is_sound) == ([("tax_does_not_add", 2)], True)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("ACCREC", "INVOICE", "type"),
        ("AUTHORISED", "OK", "status"),
        (",GBP,", ",pounds,", "currency_code"),
        ("2021-02-28", "28/02/2021", "date"),
        (",2250,375,", ",,375,", "total"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
