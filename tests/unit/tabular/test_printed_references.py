from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from suitehouse.tabular.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    YEAR_FIRST,
    parse_instant,
    styles_that_fit,
)
from suitehouse.tabular.references import (
    is_printable_id,
    mentioned_numbers,
    printed_id,
    printed_reference,
    usable_reference,
)


@pytest.mark.parametrize(
    "cell",
    [
        "INV-2001",
        "002002",
        "#1042",
        "inv 7",
        "INV #7",
        "Invoice 7",
        "chk 881",
        "A/2026/12",
        "CM-17",
        "INV-2005-1",
        "INV-400.11",
        "FACT_2026-0042",
        "INV-2005A",
        "BC6E5H89-0105",
    ],
)
def test_what_looks_like_a_document_number_passes(cell: str) -> None:
    assert usable_reference(cell) == printed_reference(cell) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "INV-102 Qnamez Abel",
        "Qnamez Müller 7",
        "Qnamez Abel 12",
        "Qnamez 7",
        "Qnamez.7",
        "7 Qnamez",
        "INV-7-Qnamez",
        "INV-7 QNAMEZ",
        "INV Qnamez 7",
        "qnamez 7",
        "QNAMEZ-ABEL-7",
        "МИР-7",
        "INV-" + "1" * 30,
    ],
)
def test_what_may_hold_a_name_matches_by_itself_and_prints_as_a_stand_in(cell: str) -> None:
    printed = printed_reference(cell)

    assert usable_reference(cell) == cell
    assert re.fullmatch(r"ref#[0-9a-f]{12}", printed)
    assert printed == printed_reference(cell) != printed_reference(f"{cell}1")


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "Maria Garcia",
        "maria@example.com 1",
        "=1+1",
        "+1 555 0100",
        "@SUM(1)",
        "-5",
        "<b>1</b>",
        "1" * 41,
        "4111 1111 1111 1111",
        "4111111111111111",
        "INV-\u0661\u0662",
    ],
)
def test_names_addresses_and_formulas_do_not(cell: str) -> None:
    assert usable_reference(cell) == printed_reference("") == ""


@pytest.mark.parametrize(
    "cell",
    [
        "txn_1AbC-9",
        "ch_3",
        "17",
        "9f86d081",
        "0d3a9a3c-7f0e-4d8e-9a31-2f6f0a1b2c3d",
        "CA0123456789abcdef0123456789abcdef",
    ],
)
def test_what_a_system_made_is_printed(cell: str) -> None:
    assert is_printable_id(cell)
    assert printed_id(cell) == cell


@pytest.mark.parametrize(
    "cell",
    [
        "Qnamez.Mueller",
        "Qnamez_Mueller",
        "Qnamez_Mueller7",
        "txn_Mueller",
        "txn 1",
        "<txn>",
        "=txn",
        "deadbeef",
        "4111111111111111",
    ],
)
def test_other_ids_are_printed_as_a_stand_in(cell: str) -> None:
    assert not is_printable_id(cell)
    assert re.fullmatch(r"id#[0-9a-f]{12}", printed_id(cell))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Payment for invoice INV-4001", ("4001",)),
        ("Payment for invoice #1042", ("1042",)),
        ("REFUND FOR CHARGE (inv4001)", ("4001",)),
        ("Invoice no. 0042, thanks", ("0042",)),
        ("INV-7 and INV-8, again INV-7", ("7", "8")),
        ("INV-4001.1", ("4001.1",)),
        ("Order 77, 2 items", ()),
        ("Invoice BC6E5H89-0105", ()),
        ("invoice 12abc", ()),
        ("reinvest 500", ()),
        ("invoice 4111-1111-1111-1111", ()),
        ("", ()),
    ],
)
def test_invoice_numbers_are_found_in_free_text(text: str, numbers: tuple[str, ...]) -> None:
    assert mentioned_numbers(text) == numbers


def test_one_day_above_twelve_settles_the_order_of_a_file() -> None:
    assert styles_that_fit(["03/01/2026", "03/31/2026"]) == (MONTH_FIRST,)
    assert styles_that_fit(["01/03/2026", "31/03/2026"]) == (DAY_FIRST,)
    assert styles_that_fit(["2026-03-31"]) == (YEAR_FIRST,)
    assert styles_that_fit(["03/31/2026", "31/03/2026"]) == ()
    assert styles_that_fit(["02/30/2026"]) == ()


def test_instants_are_utc_whatever_zone_is_printed() -> None:
    expected = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)

    assert parse_instant("2026-03-31 23:30:00") == expected
    assert parse_instant("2026-04-01T01:30:00+02:00") == expected


@pytest.mark.parametrize(
    "cell",
    ["31 March", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1e999999", "9" * 5000],
)
def test_an_instant_outside_the_calendar_is_none(cell: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_instant(cell)
