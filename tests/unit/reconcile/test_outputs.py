"""What lands in the output folder: columns, proof, escaping, bytes."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from books import ERP, Invoice, charge, quickbooks, reconciled, stripe

from suitehouse.errors import ConfigurationError
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.report import ReconcileReport

CANARY = "Zebediah Quux zq@canary.example +1 202 555 0143"
COLUMNS = (
    "reconciliation,side,source_file,source_row,source_id,match_group,pass,status,break_kind,"
    "amount,currency,break_id,explanation"
)
INVOICES = (
    Invoice(1, "1200.00", status="Paid"),
    Invoice(2, "450.00"),
    Invoice(3, "75.10", status="Paid"),
    Invoice(4, "10.00", deleted=True),
    Invoice(5, "15000", currency_id="cur-jpy", status="Paid"),
    Invoice(6, "-5.00", day="2025-01-01"),
)
FILES = {
    "qbo.csv": quickbooks(
        f'03/10/2026,Invoice,INV-1,{CANARY},{CANARY},,"1,200.00",0.00',
        f"03/10/2026,Invoice,2,{CANARY},{CANARY},,450.02,450.02",
        f"03/10/2026,Invoice,{CANARY},{CANARY},{CANARY},,1.00,1.00",
        total='"1,651.02"',
    ),
    "stripe.csv": stripe(
        charge("txn_1", "INV-1", gross="1200.00", fee="35.10", net="1164.90"),
        f'txn_2,2026-03-12 10:00:00,usd,-9.00,0,-9.00,refund,re_1,ch_txn_1,"{CANARY}",,,',
        f'txn_3,2026-03-12 10:00:00,jpy,15000,540,14460,charge,ch_3,ch_3,"{CANARY}",,,INV-5',
        "txn_4,2026-03-13 10:00:00,usd,-1.00,0,-1.00,fee,,,,,,",
    ),
}


@pytest.fixture
def report(tmp_path: Path) -> ReconcileReport:
    return reconciled(tmp_path / "exports", FILES, *INVOICES, month="2026-03")


def _items(out: Path) -> list[dict[str, str]]:
    text = (out / "items.csv").read_text(encoding="utf-8")
    assert text.splitlines()[0] == COLUMNS
    return list(csv.DictReader(io.StringIO(text)))


def test_items_hold_every_input_row_exactly_once(tmp_path: Path, report: ReconcileReport) -> None:
    write_outputs(report, tmp_path / "out")

    rows = _items(tmp_path / "out")
    places = [(row["reconciliation"], row["source_file"], row["source_row"]) for row in rows]
    assert len(places) == len(set(places)) == 6 + 3 + 6 + 4
    assert {row["status"] for row in rows} == {"matched", "break", "excluded"}


def test_the_summary_foots_to_the_cent_with_the_items(
    tmp_path: Path, report: ReconcileReport
) -> None:
    write_outputs(report, tmp_path / "out")

    summary = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    rows = _items(tmp_path / "out")
    assert summary["foots"] is True
    buckets = {"matched": "matched", "broken": "break", "excluded": "excluded"}
    for done in summary["reconciliations"]:
        for side, currencies in done["sides"].items():
            for currency, totals in currencies.items():
                for bucket, status in buckets.items():
                    amounts = [
                        Decimal(row["amount"])
                        for row in rows
                        if (row["reconciliation"], row["side"]) == (done["name"], side)
                        and (row["currency"], row["status"]) == (currency, status)
                    ]
                    assert totals[bucket]["count"] == len(amounts)
                    assert Decimal(totals[bucket]["amount"]) == sum(amounts)


def test_the_proof_has_these_figures(tmp_path: Path, report: ReconcileReport) -> None:
    write_outputs(report, tmp_path / "out")

    summary = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    erp = next(done for done in summary["reconciliations"] if done["name"] == ERP)
    assert erp["sides"]["erp"]["USD"] == {
        "opening": {"count": 0, "amount": "0.00"},
        "in": {"count": 3, "amount": "1651.02"},
        "matched": {"count": 1, "amount": "1200.00"},
        "broken": {"count": 2, "amount": "451.02"},
        "excluded": {"count": 0, "amount": "0.00"},
        "closing": {"count": 0, "amount": "0.00"},
        "foots": True,
    }
    assert erp["breaks"]["rounding"] == {"count": 1, "effect": {"USD": "0.02"}}
    assert [file["name"] for file in summary["files"]] == ["qbo.csv", "stripe.csv"]


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, report: ReconcileReport) -> None:
    write_outputs(report, tmp_path / "one")
    again = reconciled(tmp_path / "exports", FILES, *INVOICES, month="2026-03")
    write_outputs(again, tmp_path / "two")

    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == [
        "breaks.csv",
        "bridge.csv",
        "bridge_items.csv",
        "items.csv",
        "report.html",
        "suggestions.csv",
        "summary.json",
    ]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_nothing_a_person_typed_reaches_any_output(tmp_path: Path, report: ReconcileReport) -> None:
    write_outputs(report, tmp_path / "out")

    for path in (tmp_path / "out").iterdir():
        text = path.read_text(encoding="utf-8")
        assert not any(word in text for word in ("Zebediah", "canary", "555 0143"))


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.references: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        links = ("href", "src", "action", "data")
        self.references += [value or "" for name, value in attrs if name in links]


def test_hostile_names_are_shown_and_never_run(tmp_path: Path) -> None:
    name = "<script>alert(1)<&.csv"
    files = {name: stripe(charge("txn_1", "INV-9")), f"bad{name}": b"%PDF"}
    invoice = Invoice(1, status="Paid", id='"><img src=x onerror=alert(1)>')
    report = reconciled(tmp_path / "exports", files, invoice, month="2026-03")

    write_outputs(report, tmp_path / "out")

    found = _Tags((tmp_path / "out/report.html").read_text(encoding="utf-8"))
    assert not {"script", "img", "link", "iframe"} & set(found.tags)
    assert found.references == []


def test_no_cell_from_outside_is_a_formula(tmp_path: Path) -> None:
    files = {"=cmd()|x.csv": stripe(charge("txn_1", "INV-9", gross="-5.00", fee="0", net="-5.00"))}
    report = reconciled(tmp_path / "exports", files, Invoice(1, id="@SUM(A1)"), month="2026-03")

    write_outputs(report, tmp_path / "out")

    rows = _items(tmp_path / "out")
    assert {row["source_file"] for row in rows} == {"landing.aos_invoices", "'=cmd()|x.csv"}
    assert rows[0]["source_id"] == "'@SUM(A1)"
    assert rows[1]["amount"] == "-5.00"


def test_quarantined_files_stand_at_the_top_of_the_report(tmp_path: Path) -> None:
    files = {"good.csv": stripe(charge("txn_1", "INV-9")), "bad.csv": b"%PDF"}
    report = reconciled(tmp_path / "exports", files, month="2026-03")

    write_outputs(report, tmp_path / "out")

    html = (tmp_path / "out/report.html").read_text(encoding="utf-8")
    assert "Incomplete" in html
    assert html.index("bad.csv") < html.index("Prepared from")
    summary = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    assert summary["quarantined"][0]["reason"] == "is a PDF, whatever its name says"
    assert (summary["complete"], summary["foots"]) == (False, True)


def test_a_report_without_any_readable_file_can_be_written(tmp_path: Path) -> None:
    report = reconciled(tmp_path / "exports", {"bad.csv": b"%PDF"})

    path = write_outputs(report, tmp_path / "out")

    assert "no export file could be read" in path.read_text(encoding="utf-8")


def test_money_is_printed_as_accountants_do(tmp_path: Path, report: ReconcileReport) -> None:
    html = write_outputs(report, tmp_path / "out").read_text(encoding="utf-8")

    assert "1,200.00" in html
    assert "(9.00)" in html
    assert "-9.00" not in html
    assert "15,000<" in html


def test_a_folder_that_cannot_be_written_is_misuse(tmp_path: Path, report: ReconcileReport) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ConfigurationError, match="--out"):
        write_outputs(report, tmp_path / "file" / "out")


def test_a_failed_write_leaves_no_draft_behind(tmp_path: Path, report: ReconcileReport) -> None:
    (tmp_path / "out/report.html").mkdir(parents=True)

    with pytest.raises(ConfigurationError, match="--out"):
        write_outputs(report, tmp_path / "out")

    assert not list((tmp_path / "out").glob(".draft-*"))
