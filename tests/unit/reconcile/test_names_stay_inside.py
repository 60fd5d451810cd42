"""Names typed into number and id cells: they match in memory and stand in no output."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import ERP, PROCESSOR, Invoice, charge, quickbooks, reconciled, stripe, told

from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.report import ReconcileReport

ROW = "03/10/2026,Invoice,{},Acme,{},,100.00,{}"


def _outputs(report: ReconcileReport, folder: Path) -> str:
    write_outputs(report, folder)
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))


@pytest.mark.parametrize("number", ["INV-102 Qnamez Abel", "Qnamez Müller 7", "Qnamez 7"])
def test_a_name_in_a_document_number_is_in_no_output(tmp_path: Path, number: str) -> None:
    file = quickbooks(ROW.format(number, "", "100.00"), ROW.format(number, "", "0.00"))

    report = reconciled(tmp_path / "in", {"a.csv": file}, Invoice(1))
    written = _outputs(report, tmp_path / "out")

    assert "Qnamez" not in written
    assert "Müller" not in written
    assert "ref#" in written
    assert "a.csv:6" in written


def test_a_name_in_metadata_or_an_id_is_in_no_output(tmp_path: Path) -> None:
    odd = charge("Qnamez.Mueller", "Qnamez Abel 12")
    refund = (
        "Qnamez.Re,2026-03-13 10:00:00,usd,-5.00,0.00,-5.00,refund,re_1,ch_Qnamez.Mueller,"
        "Qnamez 9,,,Qnamez Abel 12"
    )

    report = reconciled(tmp_path / "in", {"a.csv": stripe(odd, refund)}, Invoice(1))
    written = _outputs(report, tmp_path / "out")

    assert "Qnamez" not in written
    assert "Mueller" not in written
    assert "a.csv:2" in written


def test_numbers_written_loosely_still_match(tmp_path: Path) -> None:
    numbers = ("002002", "inv 2005", "INV-2006", "Inv. No. 2007", "#2008")
    rows = [ROW.format(number, "", "100.00") for number in numbers]
    invoices = [Invoice(number) for number in (2002, 2005, 2006, 2008)]

    results = told(reconciled(tmp_path, {"a.csv": quickbooks(*rows)}, *invoices), ERP)

    assert [results[f"id-{number}"] for number in (2002, 2005, 2006, 2008)] == ["matched"] * 4


def test_a_row_with_an_odd_number_is_known_again_in_a_later_report(tmp_path: Path) -> None:
    files = {
        "a.csv": quickbooks(ROW.format("Qnamez 7", "", "100.00")),
        "b.csv": quickbooks(ROW.format("Qnamez 7", "", "0.00"), title="All Dates"),
    }

    results = told(reconciled(tmp_path, files), ERP)

    assert sorted(results.values()) == ["missing_in_crm", "overlap"]


def test_a_charge_with_an_odd_id_is_delivered_once_and_keeps_its_refund(tmp_path: Path) -> None:
    odd = charge("Qnamez.Mueller", "INV-1")
    refund = "txn_2,2026-03-13 10:00:00,usd,-5.00,0.00,-5.00,refund,re_1,ch_Qnamez.Mueller,,,,"
    files = {"a.csv": stripe(odd), "b.csv": stripe(odd, refund)}

    results = told(reconciled(tmp_path, files, Invoice(1, status="Paid")), PROCESSOR)

    assert sorted(results.values()) == ["matched", "matched", "overlap", "partial_refund"]
