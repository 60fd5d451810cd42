"""Payments in the ERP: applied to invoices they are no news, not applied they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import ERP, Invoice, only, quickbooks, reconciled, told

from suitehouse.reconcile.report import ReconcileReport

HEADER = (
    "id,reference_number,transaction_date,total_amount,unapplied_amount,currency_id,customer_id\n"
)


INVOICE = "03/10/2026,Invoice,INV-1,Acme,,03/31/2026,100.00,100.00"


def _payments(day: str, left: str) -> bytes:
    return f"{HEADER}7,88,{day},100.00,{left},USD,9\n".encode()


def _report(tmp_path: Path, payments: bytes) -> ReconcileReport:
    """Reconcile payments beside an invoice that both sides have."""
    files = {"p.csv": payments, "q.csv": quickbooks(INVOICE)}
    return reconciled(tmp_path, files, Invoice(1), month="2026-03")


def _outcome(tmp_path: Path, payments: bytes) -> str:
    results = told(_report(tmp_path, payments))
    [outcome] = [what for key, what in results.items() if key not in {"id-1", "INV-1"}]
    return outcome


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        ("100.00", "has nothing applied to invoices in QuickBooks."),
        ("40.00", "has all but 40.00 USD applied to invoices in QuickBooks."),
    ],
)
def test_a_payment_that_is_not_applied_is_a_break(tmp_path: Path, left: str, sentence: str) -> None:
    report = _report(tmp_path, _payments("2026-03-10", left))

    [found] = only(report, ERP).breaks
    assert found.kind == "unapplied_payment"
    assert found.explanation == f"Payment 88 of 100.00 USD, dated 2026-03-10, {sentence}"
    assert report.foots


@pytest.mark.parametrize(
    ("day", "left", "reason"),
    [
        ("2026-03-10", "0.00", "not_an_invoice"),
        ("2026-03-10", "", "not_an_invoice"),
        ("2026-04-10", "100.00", "outside_period"),
        ("2026-10-10", "100.00", "outside_period"),
    ],
)
def test_any_other_payment_is_left_out(tmp_path: Path, day: str, left: str, reason: str) -> None:
    assert _outcome(tmp_path, _payments(day, left)) == reason


@pytest.mark.parametrize(
    ("invoice", "outcome"), [("", "unapplied_payment"), ("18000001", "not_an_invoice")]
)
def test_an_open_payment_that_names_its_invoice_is_applied(
    tmp_path: Path, invoice: str, outcome: str
) -> None:
    header = (
        "mandt,bukrs,kunnr,gjahr,belnr,buzei,blart,budat,bldat,shkzg,wrbtr,waers,dmbtr,xblnr,"
        "zuonr,kidno,vbeln,sgtxt,augbl,augdt,rebzg,zfbdt,zbd1t,zbd2t,zbd3t\n"
    )
    row = (
        "800,1000,1012,2026,14000001,1,DZ,20260320,20260320,H,1200.00,EUR,1300.00,,,,,,,00000000,"
        f"{invoice},0,,,\n"
    )

    assert _outcome(tmp_path, (header + row).encode()) == outcome
