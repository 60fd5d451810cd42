"""Pairing and identity on their own: no empty key pairs, no order decides, ids outlive figures."""

from __future__ import annotations

from pathlib import Path

from books import (
    ERP,
    PROCESSOR,
    Invoice,
    charge,
    only,
    quickbooks,
    reconciled,
    stripe,
)

from suitehouse.reconcile.report import ReconcileReport


def _row(number: str, amount: str = "100.00") -> str:
    return f"03/10/2026,Invoice,{number},Acme,,03/31/2026,{amount},{amount}"


def _break_ids(report: ReconcileReport) -> list[str]:
    return [found.break_id for found in only(report, ERP).breaks]


def test_an_empty_reference_connects_nothing(tmp_path: Path) -> None:
    files = {"a.csv": quickbooks(_row(""), _row(" "))}

    report = reconciled(tmp_path, files, Invoice(0), Invoice(None, id="x"), month="2026-03")

    assert {found.kind.value for found in only(report, ERP).breaks} == {
        "missing_in_crm",
        "missing_in_erp",
    }


def test_number_zero_is_no_number(tmp_path: Path) -> None:
    report = reconciled(tmp_path, {"a.csv": quickbooks(_row("0"))}, Invoice(0), month="2026-03")

    kinds = sorted(found.kind.value for found in only(report, ERP).breaks)
    assert kinds == ["missing_in_crm", "missing_in_erp"]


def test_a_break_keeps_its_id_while_lines_names_and_amounts_change(tmp_path: Path) -> None:
    before = reconciled(
        tmp_path / "a", {"a.csv": quickbooks(_row("INV-7", "90.00"))}, Invoice(7), month="2026-03"
    )
    rows = (_row("INV-6"), _row("INV-7", "80.00"))
    after = reconciled(
        tmp_path / "b", {"b.csv": quickbooks(*rows)}, Invoice(6), Invoice(7), month="2026-03"
    )

    assert _break_ids(before) == _break_ids(after)
    assert len(_break_ids(before)) == 1


def test_breaks_that_look_alike_have_ids_of_their_own(tmp_path: Path) -> None:
    files = {"a.csv": quickbooks(_row("INV-7"), _row("INV-7"))}

    ids = _break_ids(reconciled(tmp_path, files, month="2026-03"))

    assert len(set(ids)) == 2


def test_a_refund_is_tied_to_the_charge_that_counts_when_files_repeat(tmp_path: Path) -> None:
    refund = "txn_2,2026-03-20 09:00:00,usd,-9.00,0,-9.00,refund,re_1,ch_txn_1,,,,"
    raw = stripe(charge("txn_1", "INV-7"), refund)
    files = {"a.csv": raw, "b.csv": raw}

    done = only(reconciled(tmp_path, files, Invoice(7, status="Paid"), month="2026-03"), PROCESSOR)

    [found] = done.breaks
    assert found.kind.value == "partial_refund"
    assert found.match_group == next(done.rows()).match_group != ""
