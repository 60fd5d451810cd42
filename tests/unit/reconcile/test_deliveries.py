"""Files that overlap, repeat, lie or are no exports at all: nothing counts twice, nothing half."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from books import ERP, PROCESSOR, Invoice, charge, only, quickbooks, reconciled, stripe, told

from suitehouse.errors import ConfigurationError
from suitehouse.intake.folder import NoSink, export_folder, read_folder
from suitehouse.ledger.books import Books

PAID = Invoice(4001, status="Paid")
ONE = charge("txn_1", "INV-4001")
TWO = charge("txn_2", "INV-4002")


def test_overlapping_files_count_a_transaction_once(tmp_path: Path) -> None:
    files = {"march.csv": stripe(ONE), "quarter.csv": stripe(ONE, TWO)}

    report = reconciled(tmp_path, files, PAID, Invoice(4002, status="Paid"), month="2026-03")

    results = told(report, PROCESSOR)
    assert sorted(results.values()) == ["matched"] * 4 + ["overlap"]
    assert report.foots


def test_what_stands_in_two_systems_was_entered_twice_and_not_delivered_twice(
    tmp_path: Path,
) -> None:
    row = "03/13/2026,Invoice,INV-7,Acme,,,100.00,100.00"
    xero = (
        b"ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,InvoiceAmountDue,Currency,Type,"
        b"Status\nAcme,INV-7,13/03/2026,,100.00,100.00,USD,Sales invoice,Awaiting Payment\n"
    )
    files = {"q.csv": quickbooks(row), "x.csv": xero}

    report = reconciled(tmp_path, files, Invoice(7, day="2026-03-13"), month="2026-03")

    assert set(told(report, ERP).values()) == {"duplicate"}
    assert len(told(report, ERP)) == 3


def test_a_charge_that_two_sorts_of_report_tell_counts_once(tmp_path: Path) -> None:
    payments = (
        b"id,Created date (UTC),Amount,Currency,Converted Amount,Converted Currency,Fee,Status,"
        b"invoice (metadata)\n"
        b"ch_txn_1,2026-03-12 10:00:00,100.00,usd,100.00,usd,3.20,Paid,INV-4001\n"
        b"ch_other,2026-03-12 10:00:00,100.00,usd,100.00,usd,3.20,Paid,INV-4002\n"
    )
    files = {"payments.csv": payments, "payouts.csv": stripe(ONE)}
    paid = (PAID, Invoice(4002, status="Paid"))

    report = reconciled(tmp_path, files, *paid, month="2026-03")

    assert sorted(told(report, PROCESSOR).values()) == ["matched"] * 4 + ["overlap"]
    (again,) = [row for row in only(report, PROCESSOR).rows() if row.reason == "overlap"]
    assert again.explanation == (
        "Another report of Stripe tells the same charge, and counts: payouts.csv, line 2."
    )
    assert report.foots


def test_the_same_file_under_another_name_changes_nothing(tmp_path: Path) -> None:
    once = reconciled(tmp_path / "once", {"a.csv": stripe(ONE, TWO)}, PAID, month="2026-03")
    files = {"a.csv": stripe(ONE, TWO), "copy of a.csv": stripe(ONE, TWO)}
    twice = reconciled(tmp_path / "twice", files, PAID, month="2026-03")

    kept = {key: value for key, value in told(twice, PROCESSOR).items() if value != "overlap"}
    assert sorted(kept.values()) == sorted(told(once, PROCESSOR).values())
    first, second = (report.reconciliations[0].breaks for report in (once, twice))
    assert [found.break_id for found in first] == [found.break_id for found in second]


def test_rows_without_an_id_overlap_as_often_as_one_file_has_them(tmp_path: Path) -> None:
    row = "03/10/2026,Invoice,INV-7,Acme,,,100.00,100.00"
    files = {"a.csv": quickbooks(row), "b.csv": quickbooks(row, row, title="All Dates")}

    results = told(reconciled(tmp_path, files, Invoice(7), month="2026-03"), ERP)

    assert sorted(results.values()) == ["duplicate", "duplicate", "duplicate", "overlap"]


def test_of_two_reports_the_later_one_counts(tmp_path: Path) -> None:
    row = "03/10/2026,Invoice,INV-7,Acme,,,100.00,{}"
    early = quickbooks(row.format("100.00"))
    late = quickbooks(row.format("0.00")).replace(b"April 01", b"April 30")

    for name, files in {
        "one": {"a.csv": early, "b.csv": late},
        "two": {"a.csv": late, "b.csv": early},
    }.items():
        paid = Invoice(7, status="Paid")
        results = told(reconciled(tmp_path / name, files, paid, month="2026-03"), ERP)
        assert sorted(results.values()) == ["matched", "matched", "overlap"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"PK\x03\x04" + b"\x00" * 99, "ZIP archive"),
        (b"%PDF-1.4 Invoice List", "PDF"),
        (b"<html>Sign in</html>", "web page"),
        (b"", "empty"),
        (b"a,b\n1,2\n", "no export that suitehouse knows"),
        (b"\x00\x01\x02\x03" * 50, "control characters"),
        (stripe(ONE, "txn_9,2026-03-12 10:00:00,usd,lots,1,1,charge,,,,,,"), "not an amount"),
    ],
)
def test_a_bad_file_is_quarantined_whole_and_the_others_go_on(
    tmp_path: Path, raw: bytes, reason: str
) -> None:
    files = {"good.csv": stripe(ONE), "bad.csv": raw}

    report = reconciled(tmp_path, files, PAID, month="2026-03")

    assert set(told(report, PROCESSOR).values()) == {"matched"}
    [found] = report.quarantined
    assert found.name == "bad.csv"
    assert reason in found.error.reason
    assert (report.exit_status, report.foots, report.is_complete) == (1, True, False)


def test_when_no_file_can_be_read_the_report_still_says_why(tmp_path: Path) -> None:
    report = reconciled(tmp_path, {"bad.csv": b"%PDF"})

    assert (report.exit_status, report.label, report.reconciliations) == (1, "unread", ())


def test_a_file_that_contradicts_its_own_total_fails_the_run(tmp_path: Path) -> None:
    row = "03/10/2026,Invoice,INV-7,Acme,,,100.00,100.00"

    report = reconciled(tmp_path, {"a.csv": quickbooks(row, total="101.00")}, Invoice(7))

    assert set(told(report).values()) == {"matched"}
    assert (report.foots, report.exit_status) == (False, 1)


def test_breaks_alone_are_a_normal_end(tmp_path: Path) -> None:
    report = reconciled(tmp_path, {"a.csv": stripe(ONE)})

    assert (len(report.reconciliations[0].breaks), report.exit_status) == (1, 0)


def test_the_period_is_what_each_sides_files_cover_unless_asked(tmp_path: Path) -> None:
    row = "03/10/2026,Invoice,INV-7,Acme,,,100.00,100.00"
    files = {
        "a.csv": quickbooks(row),
        "b.csv": stripe(charge("txn_1", "", at="2026-04-02 09:00:00")),
    }

    found = reconciled(tmp_path, files)
    asked = reconciled(tmp_path, files, month="2026-04")

    assert found.label == "2026-03-01_2026-04-02"
    periods = [done.period.label for done in found.reconciliations]
    assert periods == ["2026-03", "2026-04-02_2026-04-02"]
    assert {done.period.label for done in asked.reconciliations} == {"2026-04"}


def test_what_is_no_regular_file_is_named_and_never_opened(tmp_path: Path) -> None:
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "dangling.csv").symlink_to("nowhere.csv")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "folder.CSV").mkdir()
    (tmp_path / "archive").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/real.csv").write_bytes(stripe(ONE))
    (tmp_path / "linked.csv").symlink_to("elsewhere/real.csv")

    report = reconciled(tmp_path, {}, PAID, month="2026-03")

    names = ["dangling.csv", "device", "folder.CSV", "loop.csv", "pipe.csv"]
    assert [found.name for found in report.quarantined] == names
    assert {found.error.reason for found in report.quarantined} == {"is not a regular file"}
    assert [file.name for file in report.files] == ["linked.csv"]
    assert report.exit_status == 1


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-13-01"]
)
def test_an_impossible_moment_quarantines_its_file_alone(tmp_path: Path, at: str) -> None:
    files = {"good.csv": stripe(ONE), "bad.csv": stripe(TWO, charge("txn_3", "INV-3", at=at))}

    [found] = reconciled(tmp_path, files, PAID, month="2026-03").quarantined

    assert (found.name, found.error.line, found.error.column) == ("bad.csv", 3, "created_utc")


def test_a_row_set_aside_hides_no_later_delivery_of_the_same_transaction(tmp_path: Path) -> None:
    header = "Date,Time,Type,Status,Currency,Gross,Transaction ID,Invoice Number,Balance Impact\n"
    row = "03/21/2026,08:00:00,Website Payment,{},USD,100.00,0AA1,INV-4001,{}\n"
    files = {
        "early.csv": (header + row.format("Pending", "Memo")).encode(),
        "early_again.csv": (header + row.format("Pending", "Memo")).encode(),
        "late.csv": (header + row.format("Completed", "Credit")).encode(),
    }

    report = reconciled(tmp_path, files, PAID, month="2026-03")

    assert sorted(told(report, PROCESSOR).values()) == ["matched", "matched", "pending", "pending"]
    assert report.foots


def test_an_empty_or_absent_folder_is_misuse(tmp_path: Path) -> None:
    (tmp_path / ".DS_Store").write_bytes(b"\x00")

    with pytest.raises(ConfigurationError, match="holds no export file"):
        read_folder(tmp_path, Books("USD"), NoSink())
    with pytest.raises(ConfigurationError, match="no exports folder"):
        export_folder(str(tmp_path / "absent"))
    with pytest.raises(ConfigurationError, match="s3://"):
        export_folder("s3://bucket/exports")
    assert export_folder(f"file://{tmp_path}") == tmp_path


def test_a_file_url_may_name_this_machine_and_have_escapes(tmp_path: Path) -> None:
    folder = tmp_path / "March 2026"
    folder.mkdir()
    escaped = str(folder).replace(" ", "%20")

    for url in (f"file://{escaped}", f"file://localhost{escaped}", f"FILE://LocalHost{escaped}"):
        assert export_folder(url) == folder
    with pytest.raises(ConfigurationError, match="no exports folder otherhost"):
        export_folder(f"file://otherhost{escaped}")
    with pytest.raises(ConfigurationError, match="null character"):
        export_folder("file:///exports%00")


def test_a_path_that_is_no_url_is_taken_as_it_stands(tmp_path: Path) -> None:
    folder = tmp_path / "50%20off"
    folder.mkdir()

    assert export_folder(str(folder)) == folder


def test_files_without_a_dated_row_say_nothing_to_reconcile(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no dated row"):
        reconciled(tmp_path, {"a.csv": stripe()})


def test_a_file_name_cannot_carry_commands_or_line_breaks(tmp_path: Path) -> None:
    report = reconciled(tmp_path, {"a\n\x1b[2Jb.csv": b"%PDF"})

    assert report.quarantined[0].name == "a??[2Jb.csv"


def test_a_row_without_an_id_counts_once_whatever_columns_stand_beside_it(tmp_path: Path) -> None:
    row = "03/10/2026,Invoice,,Acme,Consulting,,100.00,100.00"
    plain = quickbooks(row, total="100.00")
    wider = plain.replace(b"Date,Transaction type", b"Class,Date,Transaction type")
    files = {"a.csv": plain, "b.csv": wider.replace(b",03/10/2026", b",Sales,03/10/2026")}
    files["b.csv"] = files["b.csv"].replace(b"TOTAL,", b"TOTAL,,")

    results = told(reconciled(tmp_path, files, Invoice(7), month="2026-03"), ERP)

    assert sorted(results.values()) == ["missing_in_crm", "missing_in_erp", "overlap"]
