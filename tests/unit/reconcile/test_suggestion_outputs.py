"""How suggestions are written: a table of their own, the summary, and beneath their breaks."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from books import ERP, Invoice, charge, quickbooks, reconciled, stripe

from suitehouse.reconcile.outcome import SuggestionReason
from suitehouse.reconcile.output.html_report import report_html
from suitehouse.reconcile.output.summary import summary_json
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.report import ReconcileReport

PAGE = (Path(__file__).parents[3] / "docs/reference/reconciliation.md").read_text(encoding="utf-8")
FILES = {"q.csv": quickbooks("03/12/2026,Invoice,INV-9001,Acme,,,250.00,250.00")}
INVOICES = (Invoice(4, "250.00"), Invoice(17, "250.00", day="2026-03-14"), Invoice(5, "12.00"))


@pytest.fixture
def report(tmp_path: Path) -> ReconcileReport:
    return reconciled(tmp_path / "exports", FILES, *INVOICES, month="2026-03")


def _lines(out: Path) -> list[dict[str, str]]:
    text = (out / "suggestions.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_line_stands_for_each_row_that_could_be_the_partner(
    tmp_path: Path, report: ReconcileReport
) -> None:
    write_outputs(report, tmp_path)

    lines = _lines(tmp_path)
    ids = {line["break_id"]: line["suggestion_id"] for line in lines}
    assert [(line["alternatives"], line["alternative"], line["reference"]) for line in lines] == [
        ("1", "1", "INV-9001"),
        ("1", "1", "INV-9001"),
        ("2", "1", "INV-4"),
        ("2", "2", "INV-17"),
    ]
    assert {line["reconciliation"] for line in lines} == {ERP}
    assert {line["reason"] for line in lines} == {"same_amount"}
    assert len(set(ids.values())) == len(ids) == 3
    assert set(ids) < {found.break_id for found in report.reconciliations[0].breaks}


def test_the_summary_lists_suggestions_with_their_breaks(report: ReconcileReport) -> None:
    done = json.loads(summary_json(report, {}))["reconciliations"][0]

    last = done["suggestions"][-1]
    assert (last["reason"], last["count"]) == ("same_amount", 2)
    assert last["alternatives"][0] == [
        {
            "side": "crm",
            "source_file": "landing.aos_invoices",
            "line": 2,
            "source_id": "id-4",
            "label": "INV-4",
            "on": "2026-03-10",
            "amount": "250.00",
            "currency": "USD",
        }
    ]


def test_nothing_suggested_is_counted_anywhere_else(report: ReconcileReport) -> None:
    done = report.reconciliations[0]

    assert report.foots
    assert [totals.matched.count for totals in done.totals] == [0, 0]
    assert len(done.breaks) == 4
    assert all(row.match_group == "" for row in done.rows())


def test_the_report_shows_alternatives_beneath_their_break(report: ReconcileReport) -> None:
    html = report_html(report)

    place = html.index("INV-9001 of 250.00 USD")
    beneath = html[place : html.index("</tbody>", place)]
    assert "Same amount, and no number in common:" in beneath
    assert beneath.count("landing.aos_invoices:") == 2


def test_more_alternatives_than_are_listed_are_told(tmp_path: Path) -> None:
    invoices = [Invoice(at, "250.00") for at in range(1, 15)]
    report = reconciled(tmp_path, FILES, *invoices, month="2026-03")

    assert "<li>and 4 more</li>" in report_html(report)


def test_no_cell_of_a_suggestion_is_a_formula(tmp_path: Path) -> None:
    files = {
        "=cmd()|x.csv": stripe(charge("txn_1", "INV-900", gross="-5.00", fee="0", net="-5.00"))
    }
    invoice = Invoice(1, "-5.00", id="@SUM(A1)", status="Paid")
    report = reconciled(tmp_path / "in", files, invoice, month="2026-03")

    write_outputs(report, tmp_path / "out")

    lines = _lines(tmp_path / "out")
    assert {line["source_file"] for line in lines} == {"landing.aos_invoices", "'=cmd()|x.csv"}
    assert {line["source_id"] for line in lines} == {"'@SUM(A1)", "txn_1"}
    assert {line["amount"] for line in lines} == {"-5.00"}


def test_every_reason_is_documented() -> None:
    assert [reason for reason in SuggestionReason if f"| `{reason}` |" not in PAGE] == []
