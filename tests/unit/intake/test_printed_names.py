"""No two files of a folder are printed alike, whatever their names and the order of the listing."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from books import PROCESSOR, Invoice, charge, only, reconciled, stripe
from hypothesis import given
from hypothesis import strategies as st

from suitehouse.intake.printed_names import printed_names

CARD = "4111111111111111"
NAMES = st.text("a?\x01\x02-2.'=\u00e9e\u0301", min_size=1, max_size=4)


def _printed(*names: str) -> dict[str, str]:
    return {path.name: name for path, name in printed_names(map(Path, names)).items()}


def test_names_that_would_print_alike_are_numbered() -> None:
    assert _printed("a\x02.csv", "a\x01.csv", "b.csv") == {
        "a\x01.csv": "a?.csv",
        "a\x02.csv": "a?-2.csv",
        "b.csv": "b.csv",
    }


def test_a_name_that_prints_as_it_is_stays() -> None:
    assert _printed("a\x01.csv", "a?.csv", "a?-2.csv", "a\x02.csv") == {
        "a?.csv": "a?.csv",
        "a?-2.csv": "a?-2.csv",
        "a\x01.csv": "a?-3.csv",
        "a\x02.csv": "a?-4.csv",
    }


def test_card_numbers_stay_hidden_and_apart() -> None:
    other = "5555555555554444"

    printed = _printed(f"{CARD}.csv", f"{other}.csv")

    assert sorted(printed.values()) == ["################-2.csv", "################.csv"]


@pytest.mark.parametrize(
    ("one", "other"), [("\u00e9.csv", "e\u0301.csv"), ("=a.csv", "'=a.csv"), ("a\x01", "a\x02")]
)
def test_what_looks_alike_in_an_output_is_told_apart(one: str, other: str) -> None:
    first, second = _printed(one, other).values()

    assert unicodedata.normalize("NFC", second.removesuffix(".csv")).endswith("-2")
    assert not first.removesuffix(".csv").endswith("-2")


@given(st.lists(NAMES, min_size=1, max_size=5, unique=True))
def test_printed_names_are_unique_and_hang_on_no_order(names: list[str]) -> None:
    printed = _printed(*names)

    assert printed == _printed(*reversed(names))
    looks = Counter(
        unicodedata.normalize("NFC", name).removeprefix("'") for name in printed.values()
    )
    assert set(looks.values()) == {1}


def test_file_and_line_lead_to_one_row(tmp_path: Path) -> None:
    files = {
        "a\x01.csv": stripe(charge("txn_1", "INV-1")),
        "a\x02.csv": stripe(charge("txn_2", "INV-2")),
    }

    report = reconciled(tmp_path, files, Invoice(1, status="Paid"), month="2026-03")

    rows = [row for row in only(report, PROCESSOR).rows() if row.side == "processor"]
    assert {(row.source_file, row.line): row.source_id for row in rows} == {
        ("a?.csv", 2): "txn_1",
        ("a?-2.csv", 2): "txn_2",
    }
