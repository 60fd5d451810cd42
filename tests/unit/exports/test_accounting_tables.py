"""What holds for every table of accounting systems and shops, whatever its columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import export_samples
import pytest
from accounting_files import read, refusal

from suitehouse import exports
from suitehouse.discovery import objects_in
from suitehouse.errors import ExportError
from suitehouse.tabular.columns import header_name

SAMPLES: dict[str, bytes] = objects_in(export_samples)
FORMATS = objects_in(exports)
OURS = [
    name
    for name in sorted(SAMPLES)
    if name.startswith(("quickbooks", "xero", "netsuite", "sap", "shopify"))
]
REQUIRED = [
    (name, column)
    for name in OURS
    if hasattr(FORMATS[name], "required")
    for column in FORMATS[name].required
]


def _rows(name: str) -> list[list[str]]:
    text = SAMPLES[name].decode()
    delimiter = "\t" if "\t" in text else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _saved(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


def _place(name: str) -> int:
    """Where the header stands in the sample: no other record fills as many cells."""
    filled = [sum(map(bool, row)) for row in _rows(name)]
    return filled.index(max(filled))


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("name", OURS)
def test_saved_again_with_another_delimiter_it_says_the_same(name: str, delimiter: str) -> None:
    saved = read(_saved(_rows(name), delimiter))

    assert (saved.format, saved.delimiter) == (name, delimiter)
    assert saved.items == read(SAMPLES[name]).items


@pytest.mark.parametrize("name", OURS)
def test_blank_lines_at_its_end_change_nothing(name: str) -> None:
    padded = read(SAMPLES[name] + b"\n,,,\n\n")

    assert padded.items == read(SAMPLES[name]).items


@pytest.mark.parametrize(("name", "column"), REQUIRED)
def test_without_one_of_its_columns_it_is_not_taken_for_what_it_was(name: str, column: str) -> None:
    aliases = FORMATS[name].aliases[column]
    rows = [
        ["x" if header_name(cell) in aliases else cell for cell in row]
        if at == _place(name)
        else row
        for at, row in enumerate(_rows(name))
    ]

    assert _known_as(_saved(rows)) in {*FORMATS, ""} - {name}


def _known_as(raw: str) -> str:
    try:
        return read(raw).format
    except ExportError as error:
        return "" if "no export that suitehouse knows" in error.reason else "another fault"


@pytest.mark.parametrize("name", [name for name in OURS if not _place(name)])
def test_all_columns_twice_with_the_same_cells_are_read_once(name: str) -> None:
    twice = read(_saved([row + row for row in _rows(name)]))

    assert [item.money for item in twice.items] == [
        item.money for item in read(SAMPLES[name]).items
    ]


@pytest.mark.parametrize("name", [name for name in OURS if not _place(name)])
def test_a_cell_beyond_the_header_refuses_it(name: str) -> None:
    rows = _rows(name)
    rows[1] = [*rows[1], "more"]

    assert "more cells than the header" in refusal(_saved(rows)).reason
