"""What holds for each export format, found by listing the folder: a new one is tested at once."""

from __future__ import annotations

from pathlib import Path

import export_samples
import pytest

from suitehouse import exports
from suitehouse.discovery import objects_in
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books

SAMPLES: dict[str, bytes] = objects_in(export_samples)
FORMATS = sorted(objects_in(exports))


def test_each_format_has_a_sample_here_and_a_page_in_the_docs() -> None:
    pages = (Path(__file__).parents[3] / "docs/reference/exports").glob("*.md")
    text = "".join(page.read_text(encoding="utf-8") for page in pages)

    assert sorted(SAMPLES) == FORMATS
    assert [name for name in FORMATS if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_reads_its_sample_under_any_file_name(name: str) -> None:
    file = read_export("holiday.jpg", SAMPLES[name], Books("USD"))

    assert file.format == name
    assert file.items
    assert sum(file.lines_by_kind.values()) == file.line_count


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_that_a_person_typed_stays_in_what_is_read(name: str) -> None:
    file = read_export("a.csv", SAMPLES[name], Books("USD"))

    assert "Zebediah" not in repr(file)
    assert "canary" not in repr(file)


@pytest.mark.parametrize("name", FORMATS)
def test_line_ends_make_no_difference(name: str) -> None:
    unix = SAMPLES[name].replace(b"\r\n", b"\n")

    windows = read_export("a.csv", unix.replace(b"\n", b"\r\n"), Books("USD"))

    assert windows.items == read_export("a.csv", unix, Books("USD")).items
