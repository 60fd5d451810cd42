from __future__ import annotations

from datetime import UTC, datetime

import pytest

from suitehouse.tabular.dates import (
    DAY_FIRST,
    MONTH_FIRST,
    YEAR_FIRST,
    parse_instant,
    styles_that_fit,
)
from suitehouse.tabular.references import mentioned_numbers, safe_id, safe_reference


@pytest.mark.parametrize("cell", ["INV-2001", "002002", "#1042", "inv 7", "A/2026/12", "CM-17"])
def test_what_looks_like_a_document_number_passes(cell: str) -> None:
    assert safe_reference(cell) == cell


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
    ],
)
def test_names_addresses_and_formulas_do_not(cell: str) -> None:
    assert safe_reference(cell) == ""


def test_ids_have_no_spaces_and_no_markup() -> None:
    assert safe_id("txn_1AbC-9") == "txn_1AbC-9"
    assert safe_id("txn 1") == safe_id("<txn>") == safe_id("=txn") == ""


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
    with pytest.raises(ValueError, match="is not a date"):
        parse_instant("31 March")
