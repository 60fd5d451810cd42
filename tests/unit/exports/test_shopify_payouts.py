from __future__ import annotations

import pytest
from accounting_files import amounts, codes, place, read, table
from books import day

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = (
    "Payout Date,Status,Charges,Refunds,Adjustments,Reserved Funds,Fees,Retried Amount,Total,"
    "Currency"
)
ROW = '2026-03-04,paid,"1,100.00",-20.00,5.00,-10.00,-33.00,0.00,"1,042.00",USD'


def test_a_payout_is_what_reaches_the_bank() -> None:
    file = read(table(HEADER, ROW))
    (item,) = file.items

    assert (item.kind, str(item.money), item.on) == (
        ItemKind.PAYOUT,
        "-1,042.00 USD",
        day("2026-03-04"),
    )
    assert (item.status, codes(file)) == (PaymentStatus.PAID, [])


def test_fees_may_be_printed_with_either_sign() -> None:
    assert codes(read(table(HEADER, ROW.replace("-33.00", "33.00")))) == []


def test_parts_that_do_not_add_are_an_error() -> None:
    file = read(table(HEADER, ROW.replace("5.00", "6.00")))

    assert (codes(file), file.is_sound) == ([("payout_does_not_foot", 2)], False)


@pytest.mark.parametrize(
    ("printed", "status", "reason"),
    [
        ("in_transit", PaymentStatus.OPEN, ""),
        ("failed", PaymentStatus.VOID, "failed"),
        ("canceled", PaymentStatus.VOID, "failed"),
    ],
)
def test_a_payout_that_failed_is_set_aside(
    printed: str, status: PaymentStatus, reason: str
) -> None:
    item = read(table(HEADER, ROW.replace("paid", printed))).items[0]

    assert (item.status, item.set_aside) == (status, reason)


def test_a_payout_without_an_id_is_known_again_when_it_has_arrived() -> None:
    header = HEADER + ",Bank Reference"
    under_way = read(table(header, ROW.replace("paid", "in_transit") + ",")).items[0]
    arrived = read(table(header, ROW + ",REF-9")).items[0]

    assert (arrived.source_id, arrived.has_own_id) == (under_way.source_id, False)
    assert (arrived.references, under_way.references) == (("REF-9",), ())
    assert read(table(header, ROW.replace("-20.00", "-10.00") + ",")).items[0] != under_way


def test_an_id_is_taken_where_there_is_one() -> None:
    item = read(table(HEADER + ",Payout ID", ROW + ",900000001")).items[0]

    assert (item.source_id, item.payout, item.has_own_id) == ("900000001", "900000001", True)


def test_reduced_columns_are_enough() -> None:
    header = "Payout Date,Status,Charges,Refunds,Fees,Total,Currency"

    assert amounts(read(table(header, "2026-03-04,paid,10,0,1,9,USD"))) == ["-9.00 USD"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('"1,042.00"', "", "total"),
        ("-20.00", "x", "refunds"),
        ("2026-03-04", "4 March", "payout date"),
        ("USD", "", "currency"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
