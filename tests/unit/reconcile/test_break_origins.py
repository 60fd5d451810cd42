"""Breaks that a deletion or our own pipeline explains are told from breaks in the business."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from books import ERP, Invoice, Landing, only, quickbooks, reconciled_with

from suitehouse.reconcile.evidence import Origin, PipelineCause
from suitehouse.reconcile.outcome import Break, BreakKind
from suitehouse.reconcile.output.html_report import report_html
from suitehouse.reconcile.output.summary import summary
from suitehouse.reconcile.output.tables import breaks_csv
from suitehouse.reconcile.report import ReconcileReport

FAR = Invoice(7, day="2025-01-15")
MISFIT = "insert into ops.quarantine values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
MISS = "insert into ops.misses values ('sweep', 'aos_invoices', ?, ?, null, null, ?)"
LOAD = """
insert into ops.table_loads by name select ? as run_id, 'aos_invoices' as table_name,
    'stamp' as lane, ? as mode, cast(? as timestamp) as loaded_at
"""


def _reconciled(landing: Landing, folder: Path, number: str = "inv 0007") -> ReconcileReport:
    row = f"03/10/2026,Invoice,{number},Acme,,,100.00,0.00"
    return reconciled_with(landing, folder, {"q.csv": quickbooks(row)}, month="2026-03")


def _unknown(report: ReconcileReport) -> Break:
    (found,) = [each for each in only(report, ERP).breaks if each.kind is BreakKind.MISSING_IN_CRM]
    return found


def _quarantine(landing: Landing, key: str, resolved: str | None = None) -> None:
    noticed = "2026-03-11 06:00"
    for column in ("status", "invoice_date"):
        row = ["run", "aos_invoices", key, column, "does_not_fit", 1, False, noticed, resolved]
        landing.execute(MISFIT, row)


def test_a_number_that_nobody_knows_is_a_break_in_the_business(tmp_path: Path) -> None:
    landing = Landing([replace(FAR, number=8, deleted=True)]).with_records()

    found = _unknown(_reconciled(landing, tmp_path))

    assert (found.origin, found.evidence) == (Origin.BUSINESS, None)
    assert found.explanation.endswith("; SuiteCRM has no invoice of that number.")


def test_an_invoice_dated_elsewhere_is_a_break_in_the_business(tmp_path: Path) -> None:
    found = _unknown(_reconciled(Landing([FAR]).with_records(), tmp_path))

    assert (found.origin, found.evidence) == (Origin.BUSINESS, None)


def test_a_tombstone_is_told_with_when_it_was_noticed(tmp_path: Path) -> None:
    landing = Landing([Invoice(7, removed="2026-03-20 09:30")]).with_records()

    found = _unknown(_reconciled(landing, tmp_path))

    assert found.origin is Origin.CRM_DELETED
    assert found.evidence is not None
    assert (found.evidence.cause, found.evidence.crm_row) == (PipelineCause.REMOVED, "id-7")
    assert found.explanation == (
        "inv 0007 of 100.00 USD, dated 2026-03-10, is in QuickBooks; the invoice of that"
        " number was deleted in SuiteCRM. The invoice was deleted from SuiteCRM's database, noticed"
        " on 2026-03-20 09:30 UTC (landing.aos_invoices). Find out who deleted it; enter it in"
        " SuiteCRM again, or void the document in QuickBooks."
    )


def test_a_soft_deleted_invoice_is_told_with_when_it_was_captured(tmp_path: Path) -> None:
    landing = Landing([Invoice(7, deleted=True)]).with_records()
    landing.execute("update landing.aos_invoices set _loaded_at = timestamp '2026-03-21 10:00'")

    found = _unknown(_reconciled(landing, tmp_path))

    assert (found.origin, found.kind) == (Origin.CRM_DELETED, BreakKind.MISSING_IN_CRM)
    assert "is deleted in SuiteCRM, noticed on 2026-03-21 10:00 UTC" in found.explanation


def test_a_row_in_quarantine_is_ours(tmp_path: Path) -> None:
    landing = Landing([FAR]).with_records()
    _quarantine(landing, "id-7")

    found = _unknown(_reconciled(landing, tmp_path))

    assert found.origin is Origin.PIPELINE
    assert found.evidence is not None
    assert found.evidence.shown_by == "ops.quarantine"
    assert (
        "is in quarantine (invoice_date does not fit, status does not fit), noticed on 2026-03-11"
        " 06:00 UTC (ops.quarantine)"
    ) in found.explanation
    assert "suitehouse quarantine replay" in found.evidence.remedy


def test_an_entry_that_was_resolved_explains_nothing(tmp_path: Path) -> None:
    landing = Landing([FAR]).with_records()
    _quarantine(landing, "id-7", resolved="2026-03-12 06:00")

    assert _unknown(_reconciled(landing, tmp_path)).origin is Origin.BUSINESS


@pytest.mark.parametrize(
    ("found_at", "origin"),
    [("2026-04-01 00:00", Origin.PIPELINE), ("2026-03-31 23:59", Origin.BUSINESS)],
)
def test_a_row_that_a_sweep_healed_after_the_period_came_late(
    tmp_path: Path, found_at: str, origin: Origin
) -> None:
    landing = Landing([FAR]).with_records()
    landing.execute(MISS, ["id-7", "backdated", found_at])

    assert _unknown(_reconciled(landing, tmp_path)).origin is origin


@pytest.mark.parametrize(
    ("mode", "first_load", "modified", "origin"),
    [
        ("window", "2026-02-01 00:00", "2026-03-30 08:00", Origin.PIPELINE),
        ("full", "2026-02-01 00:00", "2026-03-30 08:00", Origin.BUSINESS),
        ("window", "2026-04-01 00:00", "2026-03-30 08:00", Origin.BUSINESS),
        ("window", "2026-02-01 00:00", "2026-04-01 08:00", Origin.BUSINESS),
    ],
    ids=["late", "full load", "first captured after the period", "saved after the period"],
)
def test_a_row_is_late_where_nothing_else_explains_when_it_was_captured(
    tmp_path: Path, mode: str, first_load: str, modified: str, origin: Origin
) -> None:
    landing = Landing([FAR]).with_records()
    landing.execute(LOAD, ["first", "full", first_load])
    landing.execute(LOAD, ["later", mode, "2026-04-02 00:00"])
    landing.execute(
        "update landing.aos_invoices set _run_id = 'later', date_modified = ?,"
        " _loaded_at = timestamp '2026-04-02 00:00'",
        [modified],
    )

    assert _unknown(_reconciled(landing, tmp_path)).origin is origin


def test_of_several_rows_of_the_number_quarantine_says_most(tmp_path: Path) -> None:
    gone = Invoice(7, removed="2026-03-20 09:30", id="gone")
    landing = Landing([gone, replace(FAR, id="unfit")]).with_records()
    _quarantine(landing, "unfit")

    found = _unknown(_reconciled(landing, tmp_path))

    assert found.evidence is not None
    assert (found.evidence.cause, found.evidence.crm_row) == (PipelineCause.QUARANTINED, "unfit")


def test_a_deletion_shows_without_a_record_of_when_it_was_noticed(tmp_path: Path) -> None:
    found = _unknown(_reconciled(Landing([Invoice(7, deleted=True)]), tmp_path))

    assert found.origin is Origin.CRM_DELETED
    assert found.evidence is not None
    assert found.evidence.noticed_at is None
    assert "is deleted in SuiteCRM (landing.aos_invoices)." in found.explanation


def test_every_output_tells_the_origin(tmp_path: Path) -> None:
    landing = Landing([Invoice(7, removed="2026-03-20 09:30"), Invoice(954)]).with_records()

    report = _reconciled(landing, tmp_path)

    lines = [*csv.DictReader(io.StringIO("".join(breaks_csv(report))))]
    assert {line["break_kind"]: line["origin"] for line in lines} == {
        "missing_in_crm": "crm_deleted",
        "missing_in_erp": "business",
    }
    assert [*lines[0]][-3:] == ["origin", "confidence", "causes"]
    (erp,) = summary(report)["reconciliations"]
    assert erp["origins"] == {
        "business": {"count": 1, "effect": {"USD": "-100.00"}},
        "crm_deleted": {"count": 1, "effect": {"USD": "100.00"}},
    }
    (shown,) = erp["not_from_the_business"]
    assert (shown["crm_table"], shown["noticed_at"]) == (
        "landing.aos_invoices",
        "2026-03-20T09:30:00+00:00",
    )
    html = report_html(report)
    assert "Deleted in the CRM: the number was there" in html
    assert "noticed on 2026-03-20 09:30 UTC" in html
