from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import amounts, place, read, table

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = (
    "id,_fivetran_deleted,balance,bill_email,created_at,currency_id,customer_id,doc_number,"
    "private_note,remaining_credit,total_amount,total_tax,transaction_date"
)
ROW = "2702,FALSE,0,a@b.example,2017-11-13 9:00:00,USD,4,135,For invoice 77,25,100,5,2017-11-13"


def test_a_credit_takes_from_what_is_owed() -> None:
    (item,) = read(table(HEADER, ROW)).items

    assert (item.kind, str(item.money), item.source_id) == (
        ItemKind.CREDIT_NOTE,
        "-100.00 USD",
        "2702",
    )
    assert (item.open_amount, item.tax) == (Decimal(-25), Decimal(-5))
    assert (item.references, item.mentions) == (("135",), ("77",))
    assert item.status is PaymentStatus.PARTIAL


def test_a_deleted_memo_is_set_aside() -> None:
    row = "2702,TRUE,,,2017-11-13 9:00:00,USD,,,,,,,"

    assert read(table(HEADER, row)).items[0].set_aside == "deleted_there"


def test_without_a_currency_it_is_in_the_home_currency() -> None:
    assert amounts(read(table(HEADER, ROW.replace("USD", "")), "EUR")) == ["-100.00 EUR"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",100,", ",,", "total_amount"),
        (",25,", ",x,", "remaining_credit"),
        (",2017-11-13", ",13-11-2017", "transaction_date"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    row = new.join(ROW.rsplit(old, 1))

    assert place(table(HEADER, row)) == (2, column)
