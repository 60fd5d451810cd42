from __future__ import annotations

import codecs
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from accounting_files import place, read, table

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = (
    "id,note,email,currency,total_tax,total_price,created_at,name,customer_id,order_number,"
    "financial_status,cancelled_at,test"
)
ROW = (
    "2674098602081,For invoice 77,a@b.example,GBP,0.30,2.8,2020-09-11 19:35:42.000,#5135,"
    "3589760876641,5135,paid,,FALSE"
)


def test_an_order_is_known_by_its_own_id() -> None:
    (item,) = read(table(HEADER, ROW)).items

    assert (item.source_id, item.has_own_id, item.kind) == ("2674098602081", True, ItemKind.ORDER)
    assert (str(item.money), item.tax) == ("2.80 GBP", Decimal("0.30"))
    assert item.at == datetime(2020, 9, 11, 19, 35, 42, tzinfo=UTC)
    assert (item.references, item.mentions) == (("#5135", "5135"), ("77",))
    assert item.status is PaymentStatus.PAID


def test_a_byte_order_mark_makes_no_difference() -> None:
    raw = table(HEADER, ROW).encode()

    assert read(codecs.BOM_UTF8 + raw).items == read(raw).items


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (",FALSE", ",TRUE", "test"),
        (",paid,", ",voided,", "void"),
        (",paid,,", ",paid,2020-09-12 00:00:00.000,", "cancelled"),
    ],
)
def test_what_is_no_sale_keeps_its_total_and_is_set_aside(old: str, new: str, reason: str) -> None:
    item = read(table(HEADER, ROW.replace(old, new))).items[0]

    assert (item.set_aside, str(item.money)) == (reason, "2.80 GBP")


def test_orders_whose_ids_a_spreadsheet_shortened_stay_two() -> None:
    shortened = ROW.replace("2674098602081", "2.6741E+12")
    other = shortened.replace("5135", "5136")

    file = read(table(HEADER, shortened, other))

    assert [item.has_own_id for item in file.items] == [False, False]
    assert len({item.source_id for item in file.items}) == 2
    assert [finding.code for finding in file.findings] == ["spreadsheet_damage"]


def test_an_id_that_looks_like_a_card_number_is_not_read() -> None:
    file = read(table(HEADER, ROW.replace("2674098602081", "4222222222222")))

    assert not file.items[0].has_own_id
    assert [str(found) for found in file.card_cells] == ["column 'id', line 2"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",2.8,", ",,", "total_price"),
        ("GBP", "GB", "currency"),
        ("2020-09-11", "2020-09-31", "created_at"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
