from __future__ import annotations

import pytest
from accounting_files import codes, place, read, table

from suitehouse.ledger.item import ItemKind

HEADER = "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAddressLine1,POCity"


@pytest.mark.parametrize("header", [HEADER, HEADER.removeprefix("*")])
def test_each_row_is_a_customer_that_covers_no_period(header: str) -> None:
    file = read(table(header, "Acme,A-1,a@b.example,Ann,B,1 Main St,Town", "Beta,,,,,,"), "GBP")

    assert [(item.kind, item.party_name, item.party_id) for item in file.items] == [
        (ItemKind.CUSTOMER, "Acme", "A-1"),
        (ItemKind.CUSTOMER, "Beta", ""),
    ]
    assert (file.items[0].party_email, str(file.items[0].money)) == ("a@b.example", "0.00 GBP")
    assert (file.covers, codes(file)) == (None, [])


def test_a_row_without_a_name_refuses_the_file() -> None:
    assert place(table(HEADER, ",A-1,a@b.example,,,,")) == (2, "*contactname")


def test_a_shifted_row_refuses_the_file() -> None:
    assert place(table(HEADER, "Acme, Inc,A-1,a@b.example,Ann,B,1 Main St,Town")) == (2, "")
