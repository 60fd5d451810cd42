from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import amounts, place, read, table
from books import day

from suitehouse.ledger.item import ItemKind

HEADER = (
    "_fivetran_active,_fivetran_deleted,id,transactionnumber,type,memo,trandate,status,duedate,"
    "currency,entity"
)
ROW = "TRUE,FALSE,5914,T-9,CustInvc,,2017-05-07 0:00:00,A,2017-06-05 0:00:00,1,1570"


def test_a_row_says_what_and_when_but_no_amount() -> None:
    file = read(table(HEADER, ROW), "CAD")
    (item,) = file.items

    assert (item.kind, item.source_id, item.has_own_id) == (ItemKind.INVOICE, "5914", True)
    assert (item.on, item.due) == (day("2017-05-07"), day("2017-06-05"))
    assert (amounts(file), item.set_aside, item.party_id) == (["0.00 CAD"], "no_amount", "1570")


def test_a_row_that_a_later_one_replaced_counts_for_nothing() -> None:
    file = read(table(HEADER, ROW, ROW.replace("TRUE,FALSE", "FALSE,FALSE")))

    assert [item.set_aside for item in file.items] == ["no_amount", "replaced"]


def test_a_deleted_row_is_set_aside() -> None:
    assert read(table(HEADER, ROW.replace("FALSE", "TRUE"))).items[0].set_aside == "deleted_there"


def test_totals_that_a_pipeline_adds_are_taken() -> None:
    header = HEADER + ",total,foreigntotal,foreignamountunpaid"

    base = read(table(header, ROW + ",120,100,")).items[0]
    foreign = read(table(header, ROW.replace(",1,1570", ",EUR,1570") + ",120,100,25")).items[0]

    assert (str(base.money), base.set_aside) == ("120.00 USD", "")
    assert (str(foreign.money), foreign.open_amount) == ("100.00 EUR", Decimal(25))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("CustCred", ItemKind.CREDIT_NOTE),
        ("CustPymt", ItemKind.PAYMENT),
        ("CustRfnd", ItemKind.REFUND),
        ("VendBill", ItemKind.OTHER),
    ],
)
def test_type_codes_say_what_a_row_is(code: str, kind: ItemKind) -> None:
    assert read(table(HEADER, ROW.replace("CustInvc", code))).items[0].kind is kind


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [("2017-05-07", "07.05.2017", "trandate"), ("2017-06-05 0:00", "2017-06-31 0:00", "duedate")],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
