"""Causes from exports to outputs: tax, fee and exchange are read, told and added up."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from books import ERP, PROCESSOR, Invoice, charge, only, reconciled, stripe

from suitehouse.reconcile.outcome import Break
from suitehouse.reconcile.output.writing import write_outputs

XERO_HEADER = (
    "ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,TaxTotal,InvoiceAmountDue,Currency,"
    "Type,Status\n"
)


def _xero(*rows: str) -> bytes:
    body = (f"Acme,{row},Sales invoice,Awaiting Payment\n" for row in rows)
    return (XERO_HEADER + "".join(body)).encode()


def _only_break(tmp_path: Path, files: dict[str, bytes], invoice: Invoice, name: str) -> Break:
    [found] = only(reconciled(tmp_path, files, invoice, month="2026-03"), name).breaks
    return found


def _causes(found: Break) -> list[str]:
    return [f"{cause.kind} {cause.money}" for cause in found.causes]


def test_an_invoice_booked_net_of_tax_is_a_tax_mismatch(tmp_path: Path) -> None:
    files = {"x.csv": _xero("INV-1,13/03/2026,,100.00,,100.00,USD")}

    found = _only_break(tmp_path, files, Invoice(1, "119.00", tax="19.00"), ERP)

    assert (found.kind, found.confidence) == ("tax_mismatch", "likely")
    assert _causes(found) == ["tax_mismatch -19.00 USD"]
    assert found.explanation == (
        "INV-1 is 119.00 USD in SuiteCRM but 100.00 USD in Xero, 19.00 USD less:"
        " that is the tax, which Xero does not include."
    )


def test_one_total_with_two_taxes_is_a_tax_mismatch(tmp_path: Path) -> None:
    files = {"x.csv": _xero("INV-1,13/03/2026,,119.00,7.79,119.00,USD")}

    found = _only_break(tmp_path, files, Invoice(1, "119.00", tax="19.00"), ERP)

    assert (found.kind, str(found.effect)) == ("tax_mismatch", "0.00 USD")
    assert _causes(found) == ["tax_mismatch -11.21 USD", "amount_mismatch 11.21 USD"]
    assert found.explanation == (
        "INV-1 is 119.00 USD in SuiteCRM and 119.00 USD in Xero, but the tax in it is"
        " 19.00 USD in SuiteCRM and 7.79 USD in Xero."
    )


def test_a_system_that_knows_of_no_tax_contradicts_none(tmp_path: Path) -> None:
    files = {"x.csv": _xero("INV-1,13/03/2026,,119.00,0.00,119.00,USD")}
    invoice = Invoice(1, "119.00", day="2026-03-13", tax="19.00")

    report = reconciled(tmp_path, files, invoice, month="2026-03")

    assert only(report, ERP).breaks == []


def test_a_document_that_nothing_explains_stays_an_amount_mismatch(tmp_path: Path) -> None:
    files = {"x.csv": _xero("INV-1,13/03/2026,,60.00,,60.00,USD")}

    found = _only_break(tmp_path, files, Invoice(1), ERP)

    assert (found.kind, found.confidence) == ("amount_mismatch", "certain")
    assert found.explanation == (
        "INV-1 is 100.00 USD in SuiteCRM but 60.00 USD in Xero, 40.00 USD less."
    )


def test_a_charge_shown_net_of_its_fee_is_a_fee_mismatch(tmp_path: Path) -> None:
    files = {"s.csv": stripe(charge("txn_1", "INV-1", gross="96.81", net="93.61"))}

    found = _only_break(tmp_path, files, Invoice(1, status="Paid"), PROCESSOR)

    assert found.kind == "fee_mismatch"
    assert _causes(found) == ["fee_mismatch -3.20 USD", "rounding 0.01 USD"]


def test_a_charge_that_was_exchanged_is_compared_by_what_came_of_it(tmp_path: Path) -> None:
    row = "txn_1,2026-03-12 10:00:00,usd,108.50,3.45,105.05,charge,ch_1,ch_1,,100.00,eur,INV-1"

    found = _only_break(
        tmp_path, {"s.csv": stripe(row)}, Invoice(1, "108.00", status="Paid"), PROCESSOR
    )

    assert (found.kind, str(found.effect)) == ("fx_difference", "0.50 USD")
    assert found.explanation == (
        "INV-1 is 108.00 USD in SuiteCRM but 108.50 USD in Stripe, 0.50 USD more:"
        " that is the exchange of the 100.00 EUR that were charged."
    )


def test_a_missing_row_is_the_one_cause_of_its_effect(tmp_path: Path) -> None:
    files = {"s.csv": stripe(charge("txn_1", "INV-9"))}

    found = _only_break(tmp_path, files, Invoice(2), PROCESSOR)

    assert _causes(found) == ["missing_in_crm 100.00 USD"]


def test_outputs_tell_causes_and_add_them_up(tmp_path: Path) -> None:
    rows = (
        charge("txn_1", "INV-1", gross="96.81", net="93.61"),
        charge("txn_2", "INV-2", gross="60.00", net="56.80"),
    )
    invoices = (Invoice(1, status="Paid"), Invoice(2, status="Paid"))
    report = reconciled(tmp_path / "in", {"s.csv": stripe(*rows)}, *invoices, month="2026-03")

    page = write_outputs(report, tmp_path / "out").read_text(encoding="utf-8")

    text = (tmp_path / "out/breaks.csv").read_text(encoding="utf-8")
    said = {row["reference"]: row for row in csv.DictReader(io.StringIO(text))}
    assert text.splitlines()[0].endswith(",explanation,origin,confidence,causes")
    assert said["INV-1"]["causes"] == "fee_mismatch -3.20 USD; rounding 0.01 USD"
    assert (said["INV-1"]["confidence"], said["INV-2"]["confidence"]) == ("likely", "certain")
    summary = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    assert summary["reconciliations"][0]["causes"] == [
        {"cause": "fee_mismatch", "currency": "USD", "count": 1, "amount": "-3.20"},
        {"cause": "partial_payment", "currency": "USD", "count": 1, "amount": "-40.00"},
        {"cause": "rounding", "currency": "USD", "count": 1, "amount": "0.01"},
    ]
    assert "Fee mismatch (3.20) USD; Rounding 0.01 USD" in page
