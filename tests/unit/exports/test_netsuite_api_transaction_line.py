from __future__ import annotations

import pytest
from accounting_files import amounts, place, read, table
from books import day

HEADER = (
    "id,transaction,_fivetran_deleted,documentnumber,entity,foreignamount,linelastmodifieddate,"
    "mainline,memo,netamount,uniquekey"
)
ROW = "5,2542,FALSE,,541,,2017-05-01 19:42:52,F,For invoice 77,-12.5,1471"


def test_a_line_is_part_of_its_transaction_and_counts_for_nothing() -> None:
    file = read(table(HEADER, ROW))
    (item,) = file.items

    assert (item.source_id, item.has_own_id, item.link) == ("1471", True, "2542")
    assert (item.on, item.set_aside) == (day("2017-05-01"), "part_of_transaction")
    assert (amounts(file), item.mentions, file.covers) == (["-12.50 USD"], ("77",), None)


def test_a_line_without_a_key_is_known_by_transaction_and_place() -> None:
    assert read(table(HEADER, ROW.replace(",1471", ","))).items[0].source_id == "2542-00000005"


def test_a_blank_amount_is_nothing() -> None:
    assert amounts(read(table(HEADER, ROW.replace("-12.5", "")))) == ["0.00 USD"]


def test_a_deleted_line_is_set_aside_as_such() -> None:
    assert read(table(HEADER, ROW.replace("FALSE", "TRUE"))).items[0].set_aside == "deleted_there"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",2542,", ",,", "transaction"),
        ("-12.5", "x", "netamount"),
        ("2017-05-01", "1.5.2017", "linelastmodifieddate"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
