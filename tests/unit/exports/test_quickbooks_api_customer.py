from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import place, read, table
from books import day

from suitehouse.ledger.item import ItemKind

HEADER = (
    "id,active,balance,balance_with_jobs,bill_with_parent,created_at,currency_id,display_name,"
    "email,fully_qualified_name,_fivetran_deleted"
)
ROW = "10,TRUE,12.50,99,FALSE,2020-05-28 13:09:22,USD,Roof,a@b.example,Acme:Roof,FALSE"


def test_a_customer_has_a_name_an_address_and_what_they_owe() -> None:
    file = read(table(HEADER, ROW))
    (item,) = file.items

    assert (item.kind, str(item.money), item.open_amount) == (
        ItemKind.CUSTOMER,
        "0.00 USD",
        Decimal("12.50"),
    )
    assert (item.party_id, item.party_name, item.party_email) == ("10", "Acme:Roof", "a@b.example")
    assert (item.source_id, item.has_own_id, item.on) == ("10", True, day("2020-05-28"))
    assert file.covers is None


def test_a_deleted_customer_is_set_aside() -> None:
    row = ROW.removesuffix("FALSE") + "TRUE"

    assert read(table(HEADER, row)).items[0].set_aside == "deleted_there"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("12.50", "twelve", "balance"),
        ("USD", "US", "currency_id"),
        ("2020-05-28", "05/28/2020", "created_at"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
