from __future__ import annotations

import pytest
from accounting_files import amounts, place, read, table
from books import day

from suitehouse.ledger.item import PaymentStatus

HEADER = "belnr,bukrs,gjahr,mandt,blart,bldat,budat,xblnr,stblg,bktxt,waers"
ROW = "0200001076,3000,2006,800,rv,20060424,20060425,INV-7,,,usd"


def test_a_header_names_document_day_and_reference() -> None:
    file = read(table(HEADER, ROW))
    (item,) = file.items

    assert (item.source_id, item.has_own_id) == ("3000-2006-0200001076", True)
    assert (item.references, item.on) == (("INV-7", "0200001076"), day("2006-04-25"))
    assert (amounts(file), item.set_aside, file.covers) == (["0.00 USD"], "no_amount", None)


def test_a_reversed_document_is_void() -> None:
    row = ROW.replace("INV-7,,", "INV-7,0200001099,")

    assert read(table(HEADER, row)).items[0].status is PaymentStatus.VOID


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("0200001076", "", "belnr"),
        ("20060424,20060425", "0,00000000", "budat"),
        (",usd", ",us", "waers"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
