"""The headline says no more than the result stands on: coverage, runs, proof, parties."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from books import (
    ERP,
    POLICY,
    Invoice,
    Landing,
    charge,
    only,
    quickbooks,
    reconciled,
    reconciled_with,
    stripe,
)

from suitehouse.errors import ConfigurationError
from suitehouse.party_tokens import party_tokens
from suitehouse.reconcile.output.html_report import report_html
from suitehouse.reconcile.output.summary import summary
from suitehouse.reconcile.parties import PartyTokens
from suitehouse.reconcile.report import ReconcileReport
from suitehouse.settings import Settings

TICK = "&#10003; Complete"
MARCH = "03/10/2026,Invoice,INV-1,Acme,,03/31/2026,100.00,100.00"
FILES = {"q.csv": quickbooks(MARCH)}
STATEMENT = b"""OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>1<ACCTID>2</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260316<TRNAMT>96.80<FITID>1
<NAME>STRIPE TRANSFER
</STMTTRN>
</BANKTRANLIST>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""
SWEPT = """insert into ops.sweeps by name select 'one' as run_id, '{}' as table_name,
    timestamp '2026-04-01 07:00' as started_at, timestamp '2026-04-01 07:10' as finished_at,
    timestamp '2026-04-01 07:00' as snapshot_at, 1 as source_rows, 1 as warehouse_rows,
    'proven' as status"""


def _codes(report: ReconcileReport) -> list[str]:
    return [remark.code for remark in report.remarks]


@pytest.fixture
def proven() -> Landing:
    landing = Landing([Invoice(1), Invoice(2, day="2026-12-05")]).with_records()
    for table in ("aos_invoices", "currencies"):
        landing.execute(SWEPT.format(table))
    return landing


def test_only_what_stands_on_everything_bears_the_tick(proven: Landing, tmp_path: Path) -> None:
    report = reconciled_with(proven, tmp_path, FILES, month="2026-03")

    assert (report.headline, report.remarks) == ("Complete and footed", ())
    assert (report.is_complete, report.exit_status) == (True, 0)
    assert TICK in report_html(report)
    assert only(report, ERP).coverage[0].sentence == "The files of the ERP cover March 2026."


def test_a_month_that_no_file_covers_is_not_certified(proven: Landing, tmp_path: Path) -> None:
    report = reconciled_with(proven, tmp_path, FILES, month="2026-12")

    assert report.headline == "Not covered: no file of the ERP speaks for December 2026"
    assert (report.exit_status, report.foots, report.is_complete) == (1, True, False)
    html = report_html(report)
    assert TICK not in html
    assert "Not covered: no file of the ERP speaks for December 2026" in html
    told = summary(report)
    assert (told["headline"], told["complete"]) == (report.headline, False)
    assert told["remarks"][0]["code"] == "not_covered"
    assert told["reconciliations"][0]["coverage"][0]["covered"] == []


def test_one_side_without_a_file_of_the_month_is_enough(proven: Landing, tmp_path: Path) -> None:
    late = stripe(charge("txn_1", "INV-1", at="2026-04-12 10:00:00"))

    report = reconciled_with(proven, tmp_path, {**FILES, "s.csv": late}, month="2026-03")

    assert report.headline == "Not covered: no file of the processor speaks for March 2026"
    assert report.exit_status == 1


def test_what_is_missing_on_days_without_a_file_is_told_apart(
    proven: Landing, tmp_path: Path
) -> None:
    files = {"q.csv": quickbooks(MARCH, title="March 1-20, 2026")}
    late = [(*Invoice(number, day="2026-03-25").row,) for number in (3, 4)]
    proven.fill("aos_invoices", [*late, Invoice(5, day="2026-03-15").row])

    report = reconciled_with(proven, tmp_path, files, month="2026-03")

    assert report.headline == "Footed; the ERP covered in part"
    assert (report.exit_status, report.is_complete) == (0, False)
    (remark,) = report.remarks
    assert remark.sentence == (
        "Of March 2026, the files of the ERP cover only 1 March 2026 to 20 March 2026: a break"
        " missing_in_erp dated on another day says no more than that there is no file of that day"
        " (2 are)."
    )
    assert TICK not in report_html(report)
    assert remark.sentence in report_html(report)
    coverage = summary(report)["reconciliations"][0]["coverage"][0]
    assert (coverage["whole"], coverage["missing_breaks_outside"]) == (False, 2)


def test_days_without_a_file_on_which_nothing_is_missing_are_only_noted(
    proven: Landing, tmp_path: Path
) -> None:
    files = {"q.csv": quickbooks(MARCH, title="March 1-20, 2026")}

    report = reconciled_with(proven, tmp_path, files, month="2026-03")

    assert (report.headline, report.exit_status) == ("Complete and footed", 0)
    assert _codes(report) == ["partly_covered"]


def test_files_that_follow_on_each_other_cover_the_month(proven: Landing, tmp_path: Path) -> None:
    files = {
        "one.csv": quickbooks(MARCH, title="March 1-15, 2026"),
        "two.csv": quickbooks(title="March 16-31, 2026"),
    }

    report = reconciled_with(proven, tmp_path, files, month="2026-03")

    assert only(report, ERP).coverage[0].is_whole


def test_without_any_pair_of_sides_nothing_was_reconciled(tmp_path: Path) -> None:
    report = reconciled(tmp_path, {"b.ofx": STATEMENT}, month="2026-03")

    assert (len(report.files), report.reconciliations) == (1, ())
    assert (report.headline, report.exit_status) == ("Nothing was reconciled", 1)
    assert TICK not in report_html(report)


def test_a_crm_that_is_not_proven_takes_the_tick_and_fails_nothing(tmp_path: Path) -> None:
    report = reconciled(tmp_path, FILES, Invoice(1), month="2026-03")

    assert (report.headline, report.exit_status) == ("Footed; CRM side not proven", 0)
    assert TICK not in report_html(report)
    assert "in aos_invoices, currencies. Run `suitehouse sweep`" in report.remarks[0].sentence


@pytest.mark.parametrize("table", ["aos_invoices", "currencies"])
def test_what_has_not_landed_is_named_for_every_reconciliation(tmp_path: Path, table: str) -> None:
    landing = Landing([Invoice(1)])
    landing.execute(f"drop table landing.{table}")
    files = {**FILES, "s.csv": stripe(charge("txn_1", "INV-1"))}

    report = reconciled_with(landing, tmp_path, files, month="2026-03")

    assert [each.table for each in report.not_run] == [table, table]
    assert (report.headline, report.exit_status) == (
        "Not all was run; Nothing was reconciled",
        1,
    )
    remedy = f"capture it with `suitehouse capture --tables {table}`"
    assert remedy in report_html(report)
    assert [remedy in each["reason"] for each in summary(report)["not_run"]] == [True, True]


def test_payouts_are_reconciled_without_the_crm(tmp_path: Path) -> None:
    landing = Landing()
    landing.execute("drop table landing.aos_invoices")
    payout = "txn_p,2026-03-14 10:00:00,usd,-96.80,0.00,-96.80,payout,po_1,,,,,"
    files = {"s.csv": stripe(charge("txn_1", "INV-1"), payout), "b.ofx": STATEMENT}

    report = reconciled_with(landing, tmp_path, files, month="2026-03")

    names = [done.definition.name for done in report.reconciliations]
    assert names == ["processor_payouts_to_bank"]
    assert (report.foots, report.crm_count, report.exit_status) == (True, None, 1)


def test_without_a_masking_key_it_says_that_persons_were_not_compared(
    proven: Landing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUITEHOUSE_MASKING_KEY", raising=False)
    tokens = party_tokens(Settings(home=tmp_path / "home"))

    report = reconciled_with(proven, tmp_path / "x", FILES, month="2026-03", parties=tokens)

    assert (_codes(report), report.exit_status) == (["persons_not_compared"], 0)
    assert "set SUITEHOUSE_MASKING_KEY" in report.remarks[0].sentence
    assert "set SUITEHOUSE_MASKING_KEY" in report_html(report)
    assert summary(report)["persons_compared"] is False


def test_with_the_warehouses_key_nothing_is_said_of_persons() -> None:
    assert PartyTokens(lambda _, values: pl.Series(values)).compares_persons


def test_an_empty_period_is_no_month(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="YYYY-MM"):
        reconciled(tmp_path, FILES, month="", policy=POLICY)
