from __future__ import annotations

import pytest

from suitehouse.reconcile.references import is_one_slip, normalise_reference


@pytest.mark.parametrize(
    "written",
    [
        "INV-2001",
        "inv 2001",
        "INV2001",
        "Inv_002001",
        "#2001",
        "2001",
        "002001",
        "INV/2001",
        "\uff12001",
    ],
)
def test_the_ways_to_write_a_number_are_one(written: str) -> None:
    assert normalise_reference(written, "INV-") == "2001"


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("CM-17", "cm-17"),
        ("INV-400.11", "400-11"),
        ("INV-2026-0042", "2026-42"),
        ("2001A", "2001-a"),
        ("", ""),
        ("INV-", ""),
        ("INV-000", ""),
        ("n/a", ""),
    ],
)
def test_what_tells_documents_apart_stays(written: str, form: str) -> None:
    assert normalise_reference(written, "INV-") == form


def test_the_prefix_is_the_companys_own() -> None:
    assert normalise_reference("RE-7", "RE-") == "7"
    assert normalise_reference("INV-7", "") == "inv-7"


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("4001", "4010", True),
        ("4001", "4007", True),
        ("4001", "401", True),
        ("4001", "40011", True),
        ("4001", "0401", True),
        ("4001", "4001", False),
        ("4001", "4110", False),
        ("4001", "41", False),
        ("", "4", False),
    ],
)
def test_one_slip_is_one_character_or_one_swap(left: str, right: str, *, expected: bool) -> None:
    assert is_one_slip(left, right) is expected
    assert is_one_slip(right, left) is expected


@pytest.mark.parametrize(
    "written", ["invoice 2001", "Invoice #2001", "Inv. no. 2001", "INV NR 2001"]
)
def test_other_words_for_an_invoice_stand_for_the_usual_one(written: str) -> None:
    assert normalise_reference(written, "INV-") == "2001"
    assert normalise_reference(written, "RE-") != "2001"
