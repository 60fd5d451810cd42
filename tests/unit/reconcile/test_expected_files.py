"""Which exports are late on a day, and which files count as an export of a month."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import Invoice, day, quickbooks, reconciled
from hypothesis import given
from hypothesis import strategies as st

from suitehouse.ledger.export_file import ExportFile, FileFacts
from suitehouse.ledger.item import Side
from suitehouse.reconcile.definition import load_definitions
from suitehouse.reconcile.expected import (
    arrivals,
    covers,
    expected_by,
    expected_by_none,
)
from suitehouse.reconcile.period import parse_month
from suitehouse.reconcile.policy import ExpectedFile

BANK = ExpectedFile(side=Side.BANK, by_day=5)


def file(first: str = "", last: str = "", side: Side = Side.BANK) -> ExportFile:
    """Return a file without rows that speaks for these days, or for none."""
    span = (day(first), day(last)) if first else None
    return ExportFile(
        name="export.csv",
        sha256="",
        format="",
        system="",
        side=side,
        encoding="utf-8",
        delimiter=",",
        line_count=0,
        lines_by_kind={},
        totals={},
        kinds=frozenset(),
        facts=FileFacts(covers=span),
    )


@pytest.mark.parametrize(
    ("today", "told", "is_late"),
    [
        ("2026-03-04", "No file of the side bank covers 2026-02; it is due by 2026-03-05.", False),
        ("2026-03-05", "No file of the side bank covers 2026-02; it was due by 2026-03-05.", True),
        ("2026-01-31", "No file of the side bank covers 2025-12; it was due by 2026-01-05.", True),
    ],
)
def test_an_export_is_late_from_its_day_on(today: str, told: str, is_late: bool) -> None:
    (found,) = arrivals([BANK], [], day(today))

    assert (str(found), found.is_late) == (told, is_late)


def test_an_export_that_is_there_is_not_late() -> None:
    (found,) = arrivals([BANK], [file("2026-02-01", "2026-02-28")], day("2026-03-05"))

    assert (str(found), found.is_late) == ("A file of the side bank covers 2026-02.", False)


def test_another_sides_file_does_not_stand_in() -> None:
    (found,) = arrivals([BANK], [file("2026-02-01", "2026-02-28", Side.ERP)], day("2026-03-05"))

    assert found.is_late


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    (found,) = arrivals([ExpectedFile(side=Side.BANK, by_day=31)], [], day("2026-02-28"))

    assert (found.due, found.is_late) == (day("2026-02-28"), True)


@pytest.mark.parametrize(
    ("first", "last", "counts"),
    [
        ("2026-02-01", "2026-02-28", True),
        ("2026-01-01", "2026-03-31", True),  # a quarter
        ("2026-02-02", "2026-02-02", True),  # the only payout of the month
        ("2026-02-09", "2026-02-15", True),  # a week
        ("2026-02-15", "2026-03-02", True),
        ("2026-01-04", "2026-02-03", False),  # thirty days, saved on the third
        ("2026-01-01", "2026-01-31", False),
        ("2026-03-01", "2026-03-31", False),
        ("", "", False),  # no dated row
    ],
)
def test_a_file_counts_for_a_month_by_half_of_either(first: str, last: str, counts: bool) -> None:
    assert covers(file(first, last), parse_month("2026-02")) is counts


@given(st.permutations(list(Side)[1:]))
def test_the_order_of_the_expected_does_not_matter(sides: list[Side]) -> None:
    expected = [ExpectedFile(side=side, by_day=5) for side in sides]

    found = arrivals(expected, [], day("2026-03-05"))

    assert [each.side for each in found] == sorted(sides)


def test_each_reconciliation_waits_for_its_own_sides() -> None:
    definitions = load_definitions()
    calls = ExpectedFile(side=Side.CALLS, by_day=5)
    expected = (BANK, ExpectedFile(side=Side.PROCESSOR, by_day=3), calls)

    waited_for = {
        name: [each.side for each in expected_by(definition, expected)]
        for name, definition in definitions.items()
    }

    assert waited_for["crm_invoices_to_erp"] == []
    assert waited_for["crm_invoices_to_processor"] == [Side.PROCESSOR]
    assert waited_for["processor_payouts_to_bank"] == [Side.BANK, Side.PROCESSOR]
    assert expected_by_none(definitions.values(), expected) == (calls,)


def test_a_file_that_was_set_aside_has_not_arrived(tmp_path: Path) -> None:
    cut_off = quickbooks("03/10/2026,Invoice,INV-1,Acme,,,100.00,0.00", total="100.00")[:-120]

    report = reconciled(tmp_path, {"erp.csv": cut_off}, Invoice(1))
    expected = [ExpectedFile(side=Side.ERP, by_day=1)]
    (found,) = arrivals(expected, report.files, day("2026-04-01"))

    assert len(report.quarantined) == 1
    assert found.is_late
