from __future__ import annotations

import io
import random
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from workbooks import with_part, workbook

from suitehouse.errors import ExportError
from suitehouse.tabular.table import Table
from suitehouse.tabular.workbook import workbook_tables

SHEET = "xl/worksheets/sheet1.xml"


def _tables(raw: bytes) -> tuple[Table, ...]:
    return workbook_tables("a.xlsx", lambda: io.BytesIO(raw))


def _cells(raw: bytes) -> list[tuple[str, ...]]:
    return [record.cells for table in _tables(raw) for record in table.records()]


def test_numbers_days_and_times_come_as_text() -> None:
    moment = datetime.fromisoformat("2026-03-01T14:30:00")
    row = [1200.5, 7, date(2026, 3, 1), moment, True, "as it is", None]

    assert _cells(workbook([row]))[0][:6] == (
        "1200.5",
        "7",
        "2026-03-01",
        "2026-03-01 14:30:00",
        "TRUE",
        "as it is",
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (3650.0000000000005, "3650"),
        (0.00001, "0.00001"),
        (123456789012.34, "123456789012.34"),
        (-0.01, "-0.01"),
    ],
)
def test_numbers_have_the_digits_that_excel_shows_and_no_exponent(number: float, text: str) -> None:
    assert _cells(workbook([[number]])) == [(text,)]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (123456789012345678.0, "1.23456789012346E+17"),
        (8816178914079720, "8.81617891407972E+15"),
        (1e21, "1E+21"),
        (-1e15, "-1E+15"),
        (12345678901234568, "1.23456789012346E+16"),
        # Whole to the last digit: no spreadsheet has rounded these.
        (8816178914079718, "8816178914079718"),
        (999999999999999, "999999999999999"),
    ],
)
def test_a_number_that_lost_its_last_digits_looks_like_it(number: float, text: str) -> None:
    assert _cells(workbook([[number]])) == [(text,)]


def test_rows_left_empty_keep_the_numbers_of_those_below() -> None:
    (table,) = _tables(workbook([["a"], [], [], ["b"], [], [""]]))

    found = [(record.first_line, record.cells) for record in table.records()]

    assert found == [(1, ("a",)), (2, ()), (3, ()), (4, ("b",))]
    assert table.line_count == 4


def test_only_the_first_of_merged_cells_holds_something() -> None:
    def merge(book: Any) -> None:
        book.active.merge_cells("A1:C1")

    assert _cells(workbook([["title", None, None], ["a", "b", "c"]], merge)) == [
        ("title",),
        ("a", "b", "c"),
    ]


def test_a_formula_is_read_as_the_value_saved_with_it() -> None:
    raw = workbook([["=1+1"]])
    saved = with_part(raw, SHEET, lambda xml: xml.replace(b"<v></v>", b"<v>2</v>"))
    saved = with_part(saved, SHEET, lambda xml: xml.replace(b"<v/>", b"<v>2</v>"))

    assert _cells(saved) == [("2",)]


def test_a_formula_without_a_saved_value_is_an_empty_cell() -> None:
    assert _cells(workbook([["a", "=1+1"]])) == [("a", "")]


def test_each_visible_sheet_with_rows_is_a_table() -> None:
    def add(book: Any) -> None:
        book.create_sheet("empty")
        book.create_sheet("more").append(["second"])
        hidden = book.create_sheet("hidden")
        hidden.append(["third"])
        hidden.sheet_state = "hidden"

    tables = _tables(workbook([["first"]], add))

    assert [[record.cells for record in table.records()] for table in tables] == [
        [("first",)],
        [("second",)],
    ]
    assert [len(table.findings) for table in tables] == [0, 1]


def test_a_size_that_a_sheet_only_claims_is_not_believed() -> None:
    raw = workbook([["a"]])
    huge = with_part(raw, SHEET, lambda xml: xml.replace(b'ref="A1"', b'ref="A1:XFD1048576"'))

    assert huge != raw
    assert _cells(huge) == [("a",)]


def test_card_numbers_in_a_workbook_are_emptied_too() -> None:
    assert _cells(workbook([["4111 1111 1111 1111", 4111111111111111, "b"]])) == [("", "", "b")]


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "_rels/.rels"])
def test_a_part_that_declares_entities_is_refused_before_it_is_read(part: str) -> None:
    bomb = b'<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'

    def declare(xml: bytes) -> bytes:
        start = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        return xml[:start] + b"\n<!-- " + b"x" * 100_000 + b" -->" + bomb + xml[start:]

    with pytest.raises(ExportError, match="declares XML entities"):
        _tables(with_part(workbook([["a"]]), part, declare))


def test_an_entity_bomb_in_another_encoding_is_refused_as_well() -> None:
    def recode(xml: bytes) -> bytes:
        body = xml.decode().partition("?>")[2] if xml.startswith(b"<?xml") else xml.decode()
        text = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE b [<!ENTITY a "b">]>{body}'
        return text.encode("utf-16")

    with pytest.raises(ExportError, match="declares XML entities"):
        _tables(with_part(workbook([["a"]]), SHEET, recode))


def test_a_workbook_that_would_unpack_to_far_more_is_not_opened() -> None:
    bomb = with_part(workbook([["a"]]), SHEET, lambda xml: xml + b" " * (64 << 20))

    assert len(bomb) < 200_000
    with pytest.raises(ExportError, match="would unpack to far more"):
        _tables(bomb)


def _claiming(unpacked: int) -> bytes:
    """A workbook whose archive says that a well-packed part of it unpacks to so much."""
    buffer = io.BytesIO(workbook([["a"]]))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("more.bin", b"x")
        entry = archive.getinfo("more.bin")
        entry.file_size, entry.compress_size = unpacked, unpacked // 100
    return buffer.getvalue()


def test_a_workbook_of_more_than_two_gigabytes_is_not_opened() -> None:
    limit = 2 << 30

    assert _cells(_claiming(limit - (1 << 20))) == [("a",)]
    with pytest.raises(ExportError, match="would unpack to far more"):
        _tables(_claiming(limit + 1))


def test_another_archive_is_told_from_a_workbook() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "no sheet")

    with pytest.raises(ExportError, match="a ZIP archive and no Excel workbook"):
        _tables(buffer.getvalue())


def test_a_cut_workbook_is_refused_wherever_it_is_cut() -> None:
    raw = workbook([["a", 1.5]])

    for end in range(4, len(raw), 97):
        with pytest.raises(ExportError, match="damaged ZIP archive"):
            _tables(raw[:end])


def test_damaged_bytes_give_a_table_or_a_plain_refusal() -> None:
    raw, dice = workbook([["a", 1.5, date(2026, 3, 1)]]), random.Random(7)
    refused = 0

    for _ in range(150):
        spoiled = bytearray(raw)
        for _ in range(4):
            spoiled[dice.randrange(4, len(raw))] = dice.randrange(256)
        try:
            _cells(bytes(spoiled))
        except ExportError:
            refused += 1

    assert refused > 50


def test_broken_xml_within_a_sound_archive_is_refused() -> None:
    broken = with_part(workbook([["a"]]), SHEET, lambda xml: xml[: len(xml) // 2])

    with pytest.raises(ExportError, match="damaged ZIP archive or Excel workbook"):
        _cells(broken)
