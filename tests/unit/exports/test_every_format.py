"""What holds for each export format, found by listing the folder: a new one is tested at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import charge, quickbooks, stripe

from suitehouse import exports
from suitehouse.discovery import objects_in
from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books

CANARY = "Zebediah Quux zq@canary.example"
SAMPLES = {
    "quickbooks_invoice_list": quickbooks(
        f'03/14/2026,Invoice,INV-1,"{CANARY}","{CANARY} void",,100.00,0.00',
        f'03/15/2026,Invoice,"{CANARY}",X,"{CANARY}",,50.00,0.00',
        total="150.00",
    ),
    "stripe_payout_reconciliation": stripe(
        charge("txn_1", f'"{CANARY}"').replace(",,100.00,usd", f',"{CANARY}",100.00,usd')
    ),
}
FORMATS = sorted(objects_in(exports))


def test_each_format_has_a_sample_here_and_a_page_in_the_docs() -> None:
    page = Path(__file__).parents[3] / "docs/reference/reconciliation.md"

    assert sorted(SAMPLES) == FORMATS
    assert all(f"`{name}`" in page.read_text() for name in FORMATS)


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
def test_any_cut_gives_a_file_or_a_plain_refusal(name: str) -> None:
    raw = SAMPLES[name]

    refusals = [_refusal(raw[:end]) for end in range(len(raw))]

    assert len({text for text in refusals if text}) > 1
    assert not any("Zebediah" in text for text in refusals)


def _refusal(raw: bytes) -> str:
    try:
        read_export("a.csv", raw, Books("USD"))
    except ExportError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", FORMATS)
def test_line_ends_make_no_difference(name: str) -> None:
    unix = SAMPLES[name].replace(b"\r\n", b"\n")

    windows = read_export("a.csv", unix.replace(b"\n", b"\r\n"), Books("USD"))

    assert windows.items == read_export("a.csv", unix, Books("USD")).items
