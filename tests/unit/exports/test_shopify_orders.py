from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from accounting_files import amounts, codes, kinds, place, read, table
from books import day

from suitehouse.ledger.item import ItemKind, PaymentStatus, Side

HEADER = (
    "Name,Email,Financial Status,Total,Taxes,Currency,Created at,Lineitem name,Refunded Amount,"
    "Outstanding Balance,Id,Cancelled at,Billing Name,Payment Reference"
)
FIRST = (
    "#1001,a@b.example,paid,100.00,8.00,USD,2025-01-15 23:41:00 -0500,Widget,0.00,0.00,"
    "5001,,Ann,c12.1"
)
MORE = "#1001,,,,,,2025-01-15 23:41:00 -0500,Gadget,,,,,,"
SECOND = FIRST.replace("#1001", "#1002").replace("5001", "5002")


def test_the_first_row_of_an_order_is_the_item_and_the_rest_its_lines() -> None:
    file = read(table(HEADER, FIRST, MORE, MORE, SECOND))

    assert kinds(file) == ["layout", "item", "detail", "detail", "item"]
    assert amounts(file) == ["100.00 USD", "100.00 USD"]
    assert codes(file) == []


def test_an_order_says_all_that_the_file_knows() -> None:
    item = read(table(HEADER, FIRST)).items[0]

    assert (item.side, item.kind, item.status) == (
        Side.COMMERCE,
        ItemKind.ORDER,
        PaymentStatus.PAID,
    )
    assert (item.source_id, item.has_own_id) == ("5001", True)
    assert (item.references, item.label) == (("#1001",), "#1001")
    assert (item.tax, item.open_amount) == (Decimal("8.00"), Decimal("0.00"))
    assert (item.party_name, item.party_email) == ("Ann", "a@b.example")


@pytest.mark.parametrize(
    ("printed", "at"),
    [
        ("2025-01-15 23:41:00 -0500", datetime(2025, 1, 16, 4, 41, tzinfo=UTC)),
        ("2025-07-15 23:41:00 -0400", datetime(2025, 7, 16, 3, 41, tzinfo=UTC)),
    ],
)
def test_the_day_is_as_printed_and_the_instant_follows_summer_time(
    printed: str, at: datetime
) -> None:
    row = FIRST.replace("2025-01-15 23:41:00 -0500", printed)

    item = read(table(HEADER, row)).items[0]

    assert (item.on, item.at) == (day(printed[:10]), at)


def test_without_an_id_an_order_is_known_by_its_name() -> None:
    item = read(table(HEADER, FIRST.replace("5001", ""))).items[0]

    assert (item.source_id, item.has_own_id) == ("#1001", False)


def test_refunds_stand_in_a_column_and_are_told() -> None:
    file = read(table(HEADER, FIRST.replace("Widget,0.00", "Widget,25.00"), SECOND))

    assert (codes(file), amounts(file)[0]) == ([("refunds_in_a_column", None)], "100.00 USD")


def test_a_refund_above_the_total_is_remarked() -> None:
    file = read(table(HEADER, FIRST.replace("Widget,0.00", "Widget,125.00")))

    assert codes(file) == [("refund_exceeds_total", 2), ("refunds_in_a_column", None)]


@pytest.mark.parametrize(
    ("financial", "status", "reason"),
    [
        ("voided", PaymentStatus.VOID, "void"),
        ("pending", PaymentStatus.OPEN, ""),
        ("partially_paid", PaymentStatus.PARTIAL, ""),
        ("refunded", PaymentStatus.PAID, ""),
        ("", PaymentStatus.UNKNOWN, ""),
    ],
)
def test_voided_orders_keep_their_total_and_are_set_aside(
    financial: str, status: PaymentStatus, reason: str
) -> None:
    item = read(table(HEADER, FIRST.replace(",paid,", f",{financial},"))).items[0]

    assert (item.status, item.set_aside, str(item.money)) == (status, reason, "100.00 USD")


def test_a_cancelled_order_is_set_aside() -> None:
    row = FIRST.replace(",5001,,", ",5001,2025-01-16 08:00:00 -0500,")

    item = read(table(HEADER, row)).items[0]

    assert (item.status, item.set_aside) == (PaymentStatus.VOID, "cancelled")


def test_a_guest_without_an_address_and_an_order_of_nothing_are_read() -> None:
    row = FIRST.replace("a@b.example", "").replace(",100.00,8.00,", ",0.00,0.00,")

    assert amounts(read(table(HEADER, row))) == ["0.00 USD"]


def test_reduced_columns_in_another_order_are_enough() -> None:
    header = "Lineitem name,Currency,Total,Created at,Name"

    file = read(
        table(header, "Widget,USD,100.00,2025-01-15 23:41:00 -0500,#1001", "Gadget,,,,#1001")
    )

    assert (amounts(file), kinds(file)[2]) == (["100.00 USD"], "detail")


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ((MORE,), (2, "name")),
        ((FIRST, SECOND, MORE), (4, "name")),
        ((FIRST, FIRST), (3, "name")),
        ((FIRST.replace("#1001", ""),), (2, "name")),
        ((FIRST.replace(",100.00,", ",,"),), (2, "total")),
        ((FIRST.replace(",100.00,", ',"100,00",'),), (2, "total")),
        ((FIRST.replace(",100.00,", ",=100,"),), (2, "total")),
        ((FIRST.replace(",USD,", ",,"),), (2, "currency")),
        ((FIRST.replace("2025-01-15 23:41:00 -0500", "1/15/2025 23:41"),), (2, "created at")),
        ((FIRST + ",more",), (2, "")),
    ],
)
def test_a_broken_or_sorted_file_is_refused(rows: tuple[str, ...], where: tuple[int, str]) -> None:
    assert place(table(HEADER, *rows)) == where
