from __future__ import annotations

import io

import pytest

from suitehouse.errors import ExportError
from suitehouse.tabular.columns import locate_columns
from suitehouse.tabular.records import Record, split_records
from suitehouse.tabular.text import scan_text


def _records(content: str, delimiter: str = ",") -> list[tuple[int, int, tuple[str, ...]]]:
    text = scan_text("a.csv", lambda: io.BytesIO(content.encode()))
    found = split_records("a.csv", text.lines(), delimiter)
    return [(record.first_line, record.last_line, record.cells) for record in found]


def test_a_quoted_line_break_moves_the_lines_below_it() -> None:
    records = _records('a,b\r\n"one\r\ntwo",2\r\n\r\nlast,"3"\r\n')

    assert records == [
        (1, 1, ("a", "b")),
        (2, 3, ("one\r\ntwo", "2")),
        (4, 4, ()),
        (5, 5, ("last", "3")),
    ]


@pytest.mark.parametrize("content", ["a\nb", "a\nb\n", "a\r\nb\r\n", "a\rb"])
def test_lines_are_counted_whatever_ends_them(content: str) -> None:
    assert scan_text("a.csv", lambda: io.BytesIO(content.encode())).line_count == 2
    assert [record[:2] for record in _records(content)] == [(1, 1), (2, 2)]


@pytest.mark.parametrize("content", ['a,b\n1,"cut off', 'a\n"x"y\n', "a\n" + "x" * 200_000])
def test_broken_quotes_and_endless_cells_are_blamed_on_their_line(content: str) -> None:
    with pytest.raises(ExportError) as refused:
        _records(content)

    assert refused.value.line == 2


def test_the_same_row_has_one_hash_wherever_it_stands() -> None:
    assert Record(1, 1, ("a", "b", "")).row_hash == Record(9, 9, (" a", "b")).row_hash
    assert Record(1, 1, ("a", "b")).row_hash != Record(1, 1, ("ab", "")).row_hash


def test_headers_are_found_by_name_with_stray_spaces_and_cases() -> None:
    columns = locate_columns("a.csv", Record(1, 1, (" Net ", "GROSS")), {"gross": ("gross",)})

    assert columns.text(Record(2, 2, ("1", " 2 ")), "gross") == "2"
    assert columns.text(Record(3, 3, ("1",)), "gross") == ""


def test_a_repeated_header_counts_while_its_cells_agree() -> None:
    columns = locate_columns("a.csv", Record(1, 1, ("net", "net")), {"net": ("net",)})

    assert columns.text(Record(2, 2, ("1", "1")), "net") == "1"
    with pytest.raises(ExportError, match=r"a.csv, line 3, column 'net': stands under two headers"):
        columns.text(Record(3, 3, ("1", "2")), "net")


def test_a_broken_amount_is_blamed_on_its_cell_and_not_repeated() -> None:
    columns = locate_columns("a.csv", Record(1, 1, ("net",)), {"net": ("net",)})

    with pytest.raises(ExportError) as refused:
        columns.amount(Record(7, 7, ("12abc",)), "net", "USD")

    assert str(refused.value).startswith("a.csv, line 7, column 'net': is not an amount.")
    assert "12abc" not in str(refused.value)


def test_decimals_beyond_the_currency_are_refused() -> None:
    columns = locate_columns("a.csv", Record(1, 1, ("net",)), {"net": ("net",)})

    with pytest.raises(ExportError, match="more decimals than its currency"):
        columns.amount(Record(2, 2, ("10.5",)), "net", "JPY")


def test_filled_cells_beyond_the_header_mean_shifted_columns() -> None:
    columns = locate_columns("a.csv", Record(1, 1, ("net",)), {"net": ("net",)})

    columns.check_width(Record(2, 2, ("1", "", " ")))
    with pytest.raises(ExportError, match="more cells than the header"):
        columns.check_width(Record(3, 3, ("1", "200.00")))
