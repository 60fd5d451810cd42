"""How good the copy of the CRM is: what the warehouse noted, told beside what was reconciled."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from books import Invoice, Landing, charge, reconciled, reconciled_with, stripe

from suitehouse.reconcile.completeness import TableCompleteness, completeness_of
from suitehouse.reconcile.crm.invoices import invoices
from suitehouse.reconcile.output.html_report import report_html
from suitehouse.reconcile.output.summary import summary, summary_json
from suitehouse.reconcile.period import parse_month
from suitehouse.reconcile.pipeline_records import PipelineRecords
from suitehouse.reconcile.report import ReconcileReport

SWEEP = """
insert into ops.sweeps by name select ? as run_id, 'aos_invoices' as table_name,
    cast(? as timestamp) as started_at, cast(? as timestamp) as finished_at,
    cast(? as timestamp) as snapshot_at, ? as source_rows, ? as warehouse_rows, ? as status
"""
MARK = """
insert into ops.watermarks by name
    select 'aos_invoices' as table_name, cast(? as timestamp) as snapshot_at
"""
MISFIT = "insert into ops.quarantine values (?, ?, ?, ?, ?, ?, ?, ?, ?)"


@pytest.fixture
def landing() -> Landing:
    return Landing([Invoice(1, status="Paid")]).with_records()


def _sweep(landing: Landing, at: str, snapshot: str | None, rows: int, status: str) -> None:
    landing.execute(SWEEP, [f"sweep {at}", at, at, snapshot, rows, rows, status])


def _invoices(landing: Landing) -> TableCompleteness:
    sources = invoices.sources(frozenset({"aos_invoices", "currencies"}))
    found = completeness_of(PipelineRecords(landing), sources, parse_month("2026-03"))
    assert [table.table for table in found] == ["aos_invoices", "currencies"]
    return found[0]


def test_a_warehouse_without_records_was_never_proven() -> None:
    found = _invoices(Landing([Invoice(1)]))

    assert (found.standing, found.captured_at, found.last_sweep) == ("never_proven", None, None)
    assert (found.quarantined, found.tombstones) == (0, 0)
    assert found.sentence == (
        "Never proven equal to SuiteCRM; last captured: never. Run `suitehouse sweep`, then"
        " reconcile again."
    )


def test_a_table_that_was_swept_after_its_last_capture_is_proven(landing: Landing) -> None:
    landing.execute(MARK, ["2026-04-01 08:00"])
    _sweep(landing, "2026-04-01 09:10", "2026-04-01 09:00", 7, "proven")

    found = _invoices(landing)

    assert found.standing == "proven"
    assert found.proven_at == datetime(2026, 4, 1, 9, tzinfo=UTC)
    assert found.last_sweep is not None
    assert (found.last_sweep.rows, found.last_sweep.verdict) == (7, "proven")
    assert found.sentence == (
        "Proven equal to SuiteCRM as it was on 2026-04-01 09:00 UTC; last captured:"
        " 2026-04-01 08:00 UTC."
    )


def test_a_proof_older_than_the_last_capture_says_so(landing: Landing) -> None:
    _sweep(landing, "2026-04-01 09:10", "2026-04-01 09:00", 7, "proven")
    landing.execute(MARK, ["2026-04-01 10:00"])

    found = _invoices(landing)

    assert found.standing == "proven_before_last_capture"
    assert "what was captured since is not proven" in found.sentence


def test_a_later_sweep_without_proof_is_told(landing: Landing) -> None:
    _sweep(landing, "2026-04-01 09:10", "2026-04-01 09:00", 7, "proven")
    _sweep(landing, "2026-04-02 09:10", None, 3, "partial")

    found = _invoices(landing)

    assert (found.standing, found.last_sweep and found.last_sweep.rows) == ("proven", 3)
    assert "The last sweep, on 2026-04-02 09:10 UTC, ended as partial." in found.sentence


def test_rows_in_quarantine_are_counted_once_whatever_columns_do_not_fit(landing: Landing) -> None:
    now = "2026-04-01 08:00"
    entries = (
        ("id-1", "number", 1, False, None),
        ("id-1", "total_amount", 1, False, None),
        ("id-2", None, 2, False, None),
        (None, "status", 4, True, None),
        ("id-3", "status", 9, False, now),
    )
    for key, column, rows, is_rest, resolved in entries:
        row = ["run", "aos_invoices", key, column, "does_not_fit", rows, is_rest, now, resolved]
        landing.execute(MISFIT, row)

    assert _invoices(landing).quarantined == 1 + 2 + 4


def test_tombstones_are_those_dated_in_the_period() -> None:
    removed = "2026-04-05 09:00"
    landing = Landing(
        [
            Invoice(1, removed=removed),
            Invoice(2, day=None, entered="2026-03-31 23:59", removed=removed),
            Invoice(3, day="2026-04-01", removed=removed),
            Invoice(4, deleted=True),
        ]
    ).with_records()

    assert _invoices(landing).tombstones == 2


def _report(landing: Landing, folder: Path) -> ReconcileReport:
    files = {"s.csv": stripe(charge("txn_1", "INV-1"))}
    return reconciled_with(landing, folder, files, month="2026-03")


def test_every_output_says_it_and_stays_the_same(landing: Landing, tmp_path: Path) -> None:
    landing.execute(MARK, ["2026-04-01 08:00"])
    _sweep(landing, "2026-04-01 07:10", "2026-04-01 07:00", 7, "proven")

    first, second = _report(landing, tmp_path), _report(landing, tmp_path)

    assert summary_json(first, {}) == summary_json(second, {})
    invoices = summary(first)["crm_tables"][0]
    assert invoices["standing"] == "proven_before_last_capture"
    assert invoices["captured_at"] == "2026-04-01T08:00:00+00:00"
    assert invoices["last_sweep"] == {
        "finished_at": "2026-04-01T07:10:00+00:00",
        "rows": 7,
        "warehouse_rows": 7,
        "verdict": "proven",
    }
    assert summary(first)["reconciliations"][0]["crm_tables"] == ["aos_invoices", "currencies"]
    assert "what was captured since is not proven" in report_html(first)


def test_a_reconciliation_without_the_crm_names_none_of_its_tables(tmp_path: Path) -> None:
    report = reconciled(tmp_path, {"bad.csv": b"%PDF"})

    assert (report.crm_tables, report.bridge) == ((), None)
