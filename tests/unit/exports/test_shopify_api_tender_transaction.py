from __future__ import annotations

from datetime import UTC, datetime

import pytest
from accounting_files import place, read, table
from books import day

from suitehouse.ledger.item import ItemKind

HEADER = "id,amount,currency,order_id,payment_method,processed_at,remote_reference,test"
ROW = "34283,2895.74,USD,45379,other,2022-11-30 18:14:37.000000,ch_1AbC2,false"


@pytest.mark.parametrize(
    ("amount", "kind"), [("2895.74", ItemKind.CHARGE), ("-164.72", ItemKind.REFUND)]
)
def test_money_in_and_out_is_told_by_its_sign(amount: str, kind: ItemKind) -> None:
    (item,) = read(table(HEADER, ROW.replace("2895.74", amount))).items

    assert (item.kind, format(item.money.amount)) == (kind, amount)
    assert (item.source_id, item.has_own_id, item.link) == ("34283", True, "ch_1AbC2")
    assert (item.on, item.at) == (
        day("2022-11-30"),
        datetime(2022, 11, 30, 18, 14, 37, tzinfo=UTC),
    )


def test_a_test_transaction_is_set_aside() -> None:
    assert read(table(HEADER, ROW.replace("false", "true"))).items[0].set_aside == "test"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [("2895.74", "2895.745", "amount"), ("2022-11-30", "30/11/2022", "processed_at")],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
