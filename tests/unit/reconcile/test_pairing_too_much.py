"""Ways in which reconcilers pair too much or tell too little, and what comes of them here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from books import ERP, PROCESSOR, Invoice, charge, only, quickbooks, reconciled, stripe

from suitehouse.reconcile.outcome import Status
from suitehouse.reconcile.report import ReconcileReport, Reconciliation


def _row(number: str, amount: str = "100.00") -> str:
    return f"03/10/2026,Invoice,{number},Acme,,03/31/2026,{amount},{amount}"


def _statuses(done: Reconciliation) -> Counter[str]:
    return Counter(row.status.value for row in done.rows())


def _kinds(report: ReconcileReport, name: str) -> list[str]:
    return sorted(found.kind.value for found in only(report, name).breaks)


def test_a_number_within_another_is_another_number(tmp_path: Path) -> None:
    files = {"a.csv": quickbooks(_row("INV-12"), _row("INV-120034"))}

    report = reconciled(tmp_path, files, Invoice(1200), Invoice(2003), month="2026-03")

    assert _kinds(report, ERP) == ["missing_in_crm"] * 2 + ["missing_in_erp"] * 2


def test_two_rows_cannot_both_have_the_one_that_fits(tmp_path: Path) -> None:
    files = {"a.csv": quickbooks(_row("INV-7"), _row("INV-7"))}

    done = only(reconciled(tmp_path, files, Invoice(7), month="2026-03"), ERP)

    assert _statuses(done) == {"break": 3}


def test_parts_in_two_currencies_are_no_sum(tmp_path: Path) -> None:
    euros = charge("txn_2", "INV-4001", gross="40.00", net="36.80").replace("usd", "eur")
    files = {"s.csv": stripe(charge("txn_1", "INV-4001", gross="60.00", net="56.80"), euros)}

    report = reconciled(tmp_path, files, Invoice(4001, status="Paid"), month="2026-03")

    assert _statuses(only(report, PROCESSOR))["matched"] == 0


def test_a_currency_that_one_side_lacks_is_a_break_and_in_the_totals(tmp_path: Path) -> None:
    invoices = Invoice(7), Invoice(8, "70.00", currency_id="cur-eur")

    report = reconciled(tmp_path, {"a.csv": quickbooks(_row("INV-7"))}, *invoices, month="2026-03")

    done = only(report, ERP)
    assert _kinds(report, ERP) == ["missing_in_erp"]
    assert sorted({total.currency for total in done.totals}) == ["EUR", "USD"]
    assert report.foots


def test_a_surplus_is_as_much_a_break_as_a_shortfall(tmp_path: Path) -> None:
    files = {"a.csv": quickbooks(_row("INV-7", "130.00"))}

    report = reconciled(tmp_path, files, Invoice(7), month="2026-03")

    assert [(found.kind.value, str(found.effect)) for found in only(report, ERP).breaks] == [
        ("amount_mismatch", "30.00 USD")
    ]


def test_every_row_that_has_no_partner_says_why(tmp_path: Path) -> None:
    rows = (_row("INV-7"), _row("INV-9", "1.00"), _row("X", "5.00").replace("Invoice", "Estimate"))

    done = only(
        reconciled(tmp_path, {"a.csv": quickbooks(*rows)}, Invoice(7), Invoice(8), month="2026-03"),
        ERP,
    )

    alone = [row for row in done.rows() if row.status is not Status.MATCHED]
    assert len(alone) == 3
    assert all(row.explanation for row in alone)
    assert all(row.break_kind or row.reason for row in alone)


def test_amounts_that_a_float_cannot_tell_apart_differ(tmp_path: Path) -> None:
    files = {"a.csv": quickbooks(_row("INV-7", "123456789012345.69"))}

    report = reconciled(tmp_path, files, Invoice(7, "123456789012345.68"), month="2026-03")

    assert float("123456789012345.69") == float("123456789012345.68")
    assert [(found.kind.value, str(found.effect)) for found in only(report, ERP).breaks] == [
        ("rounding", "0.01 USD")
    ]


def test_cents_that_a_float_would_not_add_up_are_a_match(tmp_path: Path) -> None:
    rows = [
        charge(f"txn_{tenths}", "INV-4001", gross=f"0.{tenths}0", fee="0.00", net=f"0.{tenths}0")
        for tenths in (1, 2)
    ]
    paid = Invoice(4001, "0.30", status="Paid")

    done = only(reconciled(tmp_path, {"s.csv": stripe(*rows)}, paid, month="2026-03"), PROCESSOR)

    assert 0.1 + 0.2 != 0.3
    assert _statuses(done) == {"matched": 3}
