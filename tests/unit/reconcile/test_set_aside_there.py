"""Rows that the other system itself takes out: drafts, voids, deleted rows, parts of others."""

from __future__ import annotations

from pathlib import Path

from books import ERP, Invoice, only, reconciled, told

from suitehouse.reconcile.output.html_report import report_html

HEADER = "ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,InvoiceAmountDue,Currency,Type,Status"
ROWS = (
    "Acme,INV-1,13/03/2026,,100.00,100.00,USD,Sales invoice,Awaiting Payment",
    "Acme,INV-2,14/03/2026,,100.00,100.00,USD,Sales invoice,Draft",
    "Acme,INV-3,15/03/2026,,100.00,0.00,USD,Sales invoice,Voided",
)
LIVE = Invoice(3, day="2026-03-15")
XERO = "\n".join((HEADER, *ROWS)).encode() + b"\n"


def test_each_is_excluded_for_its_own_reason(tmp_path: Path) -> None:
    report = reconciled(tmp_path / "exports", {"a.csv": XERO}, Invoice(1, day="2026-03-13"))

    assert told(report) == {
        "id-1": "matched",
        "INV-1": "matched",
        "INV-2": "draft",
        "INV-3": "void",
    }


def test_the_reason_is_told_in_a_sentence(tmp_path: Path) -> None:
    done = only(reconciled(tmp_path / "exports", {"a.csv": XERO}, Invoice(1)), ERP)

    texts = {row.explanation for row in done.rows() if row.reason in {"draft", "void"}}

    assert texts == {
        "The system the row comes from takes it out itself (draft).",
        "The system the row comes from takes it out itself (void).",
    }


def test_delivered_twice_they_are_set_aside_twice_and_overlap_nothing(tmp_path: Path) -> None:
    files = {"a.csv": XERO, "b.csv": XERO + b"\n"}

    results = told(reconciled(tmp_path / "exports", files, Invoice(1, day="2026-03-13")))

    assert sorted(results.values()) == [
        *("draft", "draft", "matched", "matched", "overlap", "void", "void"),
    ]


def test_what_a_later_row_replaced_does_not_hide_that_row(tmp_path: Path) -> None:
    header = "id,transactionnumber,type,trandate,status,currency,entity,total,_fivetran_active"
    rows = (f"7,INV-1,CustInvc,2026-03-13,A,1,9,100,{is_active}" for is_active in "FT")
    netsuite = "\n".join((header, *rows)).encode() + b"\n"

    report = reconciled(tmp_path / "exports", {"a.csv": netsuite}, Invoice(1, day="2026-03-13"))

    assert sorted(told(report).values()) == ["matched", "matched", "replaced"]


def test_files_of_a_shop_take_no_part_and_do_no_harm(tmp_path: Path) -> None:
    orders = (
        b"Name,Total,Currency,Created at,Lineitem name\n#1,5.00,USD,2026-03-14 10:00:00 -0500,x\n"
    )

    report = reconciled(
        tmp_path / "exports", {"a.csv": XERO, "b.csv": orders}, Invoice(1, day="2026-03-13")
    )

    assert [done.definition.name for done in report.reconciliations] == [ERP]
    assert [report.reconciliations_of(file) for file in report.files] == [[ERP], []]
    assert "Read, and part of no reconciliation." in report_html(report)


def test_one_that_is_voided_there_and_stands_here_is_one_break(tmp_path: Path) -> None:
    report = reconciled(tmp_path / "exports", {"a.csv": XERO}, LIVE, month="2026-03")

    results = told(report)
    found = next(each for each in only(report, ERP).breaks if len(each.members) == 2)
    assert (results["id-3"], results["INV-3"]) == ("status_mismatch", "status_mismatch")
    assert [member.source_id for member in found.members] == ["id-3", "INV-3"]
    assert "voided" in found.explanation
    assert str(found.effect) == "-100.00 USD"
    assert report.foots


def test_voided_and_delivered_twice_it_is_one_break_still(tmp_path: Path) -> None:
    files = {"a.csv": XERO, "b.csv": XERO + b"\n"}

    report = reconciled(tmp_path / "exports", files, LIVE, month="2026-03")

    voided = [reason for key, reason in told(report).items() if key.startswith("INV-3")]
    assert (sorted(voided), report.foots) == (["status_mismatch", "void"], True)


def test_a_void_hides_no_reissue_under_its_number(tmp_path: Path) -> None:
    reissue = ROWS[2].replace(",0.00,", ",100.00,").replace("Voided", "Awaiting Payment")
    raw = "\n".join((HEADER, ROWS[2], reissue)).encode() + b"\n"

    report = reconciled(tmp_path / "exports", {"a.csv": raw}, LIVE, month="2026-03")

    assert sorted(told(report).values()) == ["matched", "matched", "void"]


def test_two_that_bear_the_number_of_one_void_are_missing_as_before(tmp_path: Path) -> None:
    twins = (LIVE, Invoice(3, day="2026-03-16", id="twin"))

    report = reconciled(tmp_path / "exports", {"a.csv": XERO}, *twins, month="2026-03")

    assert (told(report)["INV-3"], report.foots) == ("void", True)
    assert {told(report)[key] for key in ("id-3", "twin")} == {"missing_in_erp"}


def test_a_cancelled_one_needs_no_partner(tmp_path: Path) -> None:
    cancelled = Invoice(3, day="2026-03-15", status="Cancelled")

    report = reconciled(tmp_path / "exports", {"a.csv": XERO}, cancelled, month="2026-03")

    assert (told(report)["id-3"], told(report)["INV-3"]) == ("cancelled", "void")
