"""The rows behind the bridge's figures: they add up to each of them, and items.csv has them all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
from books import Invoice, charge, reconciled, stripe
from bridge_books import BANK, FILES, INVOICES, figures_of_rows, shown_figures

from suitehouse.reconcile.output.bridge_items_table import BRIDGE_ITEM_COLUMNS, bridge_items_csv
from suitehouse.reconcile.output.tables import items_csv
from suitehouse.reconcile.report import ReconcileReport

PLACE = ("side", "source_file", "source_row", "source_id")


@pytest.fixture
def report(tmp_path: Path) -> ReconcileReport:
    return reconciled(tmp_path, FILES, *INVOICES, month="2026-03")


def _read(pieces: Iterable[str]) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO("".join(pieces)))]


def _behind(report: ReconcileReport, **named: str) -> list[tuple[str, ...]]:
    """The rows behind one figure: where each stands, and what it adds."""
    return [
        (line["side"], line["source_file"], line["source_row"], line["amount"])
        for line in _read(bridge_items_csv(report.bridge))
        if named.items() <= line.items()
    ]


def test_the_rows_add_up_to_each_figure(report: ReconcileReport) -> None:
    figures = shown_figures(report.bridge)

    assert figures_of_rows(report.bridge) == figures
    assert {line for _, line, *_ in figures} == {"total", "bucket", "left_out"}
    assert len(figures) > 20


def test_a_figure_opens_to_file_and_line(report: ReconcileReport) -> None:
    named = {"currency": "USD", "total": "processor_gross"}

    converted = _behind(report, **named, bucket="missing_in_erp")
    mismatch = _behind(report, **named, bucket="amount_mismatch")

    assert converted == [("processor", "s.csv", "6", "75.00")]
    assert mismatch == [("erp", "q.csv", "8", "-310.00"), ("processor", "s.csv", "3", "300.00")]
    assert _behind(report, line="left_out", bucket="other_activity") == [
        ("bank", "b.ofx", "11", "-5.00")
    ]


def test_every_row_stands_in_items_too(report: ReconcileReport) -> None:
    known = {tuple(line[name] for name in PLACE) for line in _read(items_csv(report))}

    lines = _read(bridge_items_csv(report.bridge))

    assert {tuple(line[name] for name in PLACE) for line in lines} <= known
    assert [*lines[0]] == [*BRIDGE_ITEM_COLUMNS]


def test_a_later_total_is_the_first_and_the_buckets_up_to_it(report: ReconcileReport) -> None:
    assert report.bridge is not None
    lines = _read(bridge_items_csv(report.bridge))

    for currency, steps in report.bridge.currencies.items():
        names = [steps[0].start.name]
        for step in steps:
            names.append(step.end.name)
            rows = [
                Decimal(line["amount"])
                for line in lines
                if line["currency"] == currency and line["total"] in names
            ]
            assert sum(rows, Decimal(0)) == step.end.tally.amount


def test_a_row_that_moves_out_and_in_again_stands_there_once(report: ReconcileReport) -> None:
    rows = _behind(report, currency="USD", total="matched_in_erp", bucket_type="matched")

    assert [amount for *_, amount in rows] == ["0.00"] * 3
    assert len(set(rows)) == 3


def test_text_from_outside_is_no_formula(tmp_path: Path) -> None:
    files = {"=cmd.csv": stripe(charge("txn_1", "INV-9"))}

    report = reconciled(tmp_path, files, Invoice(1, id="@SUM(A1)"), month="2026-03")

    lines = _read(bridge_items_csv(report.bridge))
    assert {line["source_file"] for line in lines} == {"landing.aos_invoices", "'=cmd.csv"}
    assert lines[0]["source_id"] == "'@SUM(A1)"


def test_rows_that_are_all_left_out_are_listed_without_any_total(tmp_path: Path) -> None:
    files = {"s.csv": stripe(charge("txn_1", "INV-1", at="2026-04-12 10:00:00"))}

    report = reconciled(tmp_path, files, month="2026-03")

    assert {line["line"] for line in _read(bridge_items_csv(report.bridge))} == {"left_out"}
    assert figures_of_rows(report.bridge) == shown_figures(report.bridge)


@pytest.mark.parametrize("files", [{"bad.csv": b"%PDF"}, {"b.ofx": BANK}])
def test_without_a_bridge_there_are_headings_alone(tmp_path: Path, files: dict[str, bytes]) -> None:
    report = reconciled(tmp_path, files, *INVOICES)

    text = "".join(bridge_items_csv(report.bridge))
    assert text == ",".join(BRIDGE_ITEM_COLUMNS) + "\n"
