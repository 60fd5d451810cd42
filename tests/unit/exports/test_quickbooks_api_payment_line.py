from __future__ import annotations

import pytest
from accounting_files import amounts, place, read, table
from books import day

from suitehouse.ledger.item import ItemKind

HEADER = "index,payment_id,_fivetran_synced,amount,credit_memo_id,deposit_id,invoice_id"


def test_a_line_names_its_payment_and_its_invoice() -> None:
    first, second = read(
        table(
            HEADER,
            "0,24360,2020-02-25 22:15:54,22547.57,,,23488",
            "1,24360,2020-02-25 22:15:54,10,2702,,",
        )
    ).items

    assert (first.source_id, first.link) == ("24360-0000", "23488")
    assert (second.source_id, second.link) == ("24360-0001", "2702")
    assert (first.has_own_id, first.kind) == (True, ItemKind.PAYMENT)
    assert first.on == day("2020-02-25")


def test_lines_part_their_payment_and_count_for_nothing() -> None:
    file = read(table(HEADER, "0,24360,2020-02-25 22:15:54,22547.57,,,23488"), "CAD")

    assert (file.items[0].set_aside, file.covers) == ("part_of_payment", None)
    assert amounts(file) == ["22,547.57 CAD"]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("0,,2020-02-25 22:15:54,1,,,23488", "payment_id"),
        ("0,24360,2020-02-25 22:15:54,,,,23488", "amount"),
        ("0,24360,25.02.2020,1,,,23488", "_fivetran_synced"),
    ],
)
def test_a_broken_cell_refuses_the_file(row: str, column: str) -> None:
    assert place(table(HEADER, row)) == (2, column)
