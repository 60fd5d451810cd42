from __future__ import annotations

import pytest
from accounting_files import place, read, table
from books import day

from suitehouse.ledger.item import ItemKind

HEADER = "kunnr,mandt,land1,name1,name2,ktokd,erdat,loevm"


@pytest.mark.parametrize(
    ("printed", "number"), [("CA301", "CA301"), ("1012", "0000001012"), ("0000001012",) * 2]
)
def test_a_customer_has_a_number_with_its_zeros_and_a_name(printed: str, number: str) -> None:
    file = read(table(HEADER, f"{printed},800,US,Acme,,KUNA,20111201,"))
    (item,) = file.items

    assert (item.kind, item.party_id, item.party_name) == (ItemKind.CUSTOMER, number, "Acme")
    assert (item.on, item.has_own_id, file.covers) == (day("2011-12-01"), True, None)


def test_a_flag_for_deletion_sets_it_aside() -> None:
    row = "CA301,800,US,Acme,,KUNA,20111201,X"

    assert read(table(HEADER, row)).items[0].set_aside == "deleted_there"


@pytest.mark.parametrize(
    ("row", "column"),
    [(",800,US,Acme,,KUNA,20111201,", "kunnr"), ("CA301,800,US,Acme,,KUNA,20111301,", "erdat")],
)
def test_a_broken_cell_refuses_the_file(row: str, column: str) -> None:
    assert place(table(HEADER, row)) == (2, column)
