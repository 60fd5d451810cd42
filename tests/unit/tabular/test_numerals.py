from __future__ import annotations

import pytest

from suitehouse.tabular.numerals import Numerals, plain_amount


def _numerals(*cells: str) -> Numerals:
    numerals = Numerals()
    for cell in cells:
        numerals.add(cell)
    return numerals


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("100.00-", "-100.00"),
        ("1.200,00 -", "-1.200,00"),
        ("1 200,50", "1200,50"),
        ("1\u00a0200\u202f300,50", "1200300,50"),
        ("1'200.50", "1200.50"),
        ("-5", "-5"),
        ("(5)", "(5)"),
        ("5--", "5--"),
        ("1 2", "1 2"),
    ],
)
def test_thousands_and_trailing_minus_are_made_plain(cell: str, plain: str) -> None:
    assert plain_amount(cell) == plain


@pytest.mark.parametrize(
    ("cells", "is_comma"),
    [
        (("1.200,00",), True),
        (("1,200.00",), False),
        (("1.200", "0,5"), True),
        (("1.200.300",), True),
        (("1,200,300",), False),
        (("12,50-",), True),
        (("1200",), False),
        ((), False),
        (("1.200",), False),
        (("0,125",), True),
        ((",125",), True),
        (("-$0,125",), True),
        (("1200,125",), True),
    ],
)
def test_the_decimal_mark_is_told_from_all_cells(cells: tuple[str, ...], *, is_comma: bool) -> None:
    assert _numerals(*cells).decimal_comma is is_comma


def test_both_marks_in_one_file_contradict_each_other() -> None:
    assert _numerals("1,50", "1.50").is_contradictory
    assert not _numerals("1.200,50", "1.200").is_contradictory


def test_a_mark_before_three_digits_leaves_it_open() -> None:
    assert _numerals("1.200", "1,200").open == 2
