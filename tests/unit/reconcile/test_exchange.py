"""Pairs in two currencies: the rate of the day explains them, does not, or is not there."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
from books import ERP, PROCESSOR, Invoice, only, quickbooks, reconciled, stripe, told

from suitehouse.errors import ConfigurationError
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.report import ReconcileReport
from suitehouse.settings import ReconcilePolicy

RATES = "date,from,to,rate,source\n2026-03-10,EUR,USD,1.0843,ECB\n"
CHARGE = "txn_1,2026-03-12 10:00:00,eur,{0},3.00,{1},charge,ch_1,ch_1,,{0},eur,{2}"


def _charge(gross: str, number: str = "INV-1") -> str:
    return CHARGE.format(gross, str(Decimal(gross) - 3), number)


def _report(
    tmp_path: Path, rows: bytes, *invoices: Invoice, rates: str = RATES, tolerance: str = "0.01"
) -> ReconcileReport:
    (tmp_path / "rates.csv").write_text(rates, encoding="utf-8")
    policy = ReconcilePolicy(
        base_currency="USD", rates=tmp_path / "rates.csv", fx_tolerance=Decimal(tolerance)
    )
    files = {"a.csv": rows}
    return reconciled(tmp_path / "exports", files, *invoices, month="2026-03", policy=policy)


def test_what_the_rate_of_the_day_explains_agrees_and_says_so(tmp_path: Path) -> None:
    report = _report(tmp_path, stripe(_charge("100.00")), Invoice(1, "109.00", status="Paid"))

    assert set(told(report, PROCESSOR).values()) == {"matched"}
    assert {row.explanation for row in only(report, PROCESSOR).rows()} == {
        "INV-1 is 109.00 USD in SuiteCRM and 100.00 EUR in Stripe, which is 108.43 USD"
        " (1 EUR = 1.0843 USD, ECB, 2026-03-10)."
    }
    assert report.foots


def test_what_it_does_not_explain_is_an_fx_difference(tmp_path: Path) -> None:
    report = _report(tmp_path, stripe(_charge("100.00")), Invoice(1, "120.00", status="Paid"))

    [found] = only(report, PROCESSOR).breaks
    assert (found.kind, found.confidence) == ("fx_difference", "likely")
    assert [f"{cause.kind} {cause.money}" for cause in found.causes] == ["fx_difference -11.57 USD"]
    assert str(found.effect) == "-11.57 USD"
    assert found.explanation == (
        "INV-1 is 120.00 USD in SuiteCRM but 100.00 EUR in Stripe, which is 108.43 USD"
        " (1 EUR = 1.0843 USD, ECB, 2026-03-10), 11.57 USD less."
    )


@pytest.mark.parametrize(
    "rates",
    [
        "date,from,to,rate,source\n",
        "date,from,to,rate,source\n2026-03-04,EUR,USD,1.0843,ECB\n",
        "date,from,to,rate,source\n2026-03-13,EUR,USD,1.0843,ECB\n",
        "date,from,to,rate,source\n2026-03-10,EUR,GBP,0.84,ECB\n2026-03-10,GBP,USD,1.29,ECB\n",
    ],
    ids=["none", "too old", "of a later day", "by a third currency"],
)
def test_without_a_rate_currencies_differ_as_before(tmp_path: Path, rates: str) -> None:
    invoice = Invoice(1, "108.43", status="Paid")

    report = _report(tmp_path, stripe(_charge("100.00")), invoice, rates=rates)

    [found] = only(report, PROCESSOR).breaks
    assert (found.kind, found.effect, found.causes) == ("currency_mismatch", None, ())


def test_the_tolerance_is_a_share_of_the_invoice(tmp_path: Path) -> None:
    rows, invoice = stripe(_charge("100.00")), Invoice(1, "109.00", status="Paid")
    (tmp_path / "wide").mkdir()
    (tmp_path / "narrow").mkdir()

    wide = _report(tmp_path / "wide", rows, invoice, tolerance="0.0053")
    narrow = _report(tmp_path / "narrow", rows, invoice, tolerance="0.0052")

    assert set(told(wide, PROCESSOR).values()) == {"matched"}
    assert set(told(narrow, PROCESSOR).values()) == {"fx_difference"}


def test_a_pair_that_agrees_at_the_rate_is_judged_like_any_other(tmp_path: Path) -> None:
    report = _report(tmp_path, stripe(_charge("100.00")), Invoice(1, "108.43", status="Unpaid"))

    assert set(told(report, PROCESSOR).values()) == {"status_mismatch"}


def test_a_converted_amount_alone_pairs_nothing(tmp_path: Path) -> None:
    rows = stripe(_charge("100.00", "INV-9"))

    report = _report(tmp_path, rows, Invoice(1, "108.43", status="Paid"))

    assert set(told(report, PROCESSOR).values()) == {"missing_in_processor", "missing_in_crm"}


def test_the_erp_is_compared_at_the_rate_too(tmp_path: Path) -> None:
    row = "03/12/2026,Invoice,INV-1,Acme,,03/31/2026,108.43,108.43"
    invoice = Invoice(1, "100.00", currency_id="cur-eur")

    report = _report(tmp_path, quickbooks(row), invoice)

    assert set(told(report, ERP).values()) == {"matched"}
    assert (
        "108.43 USD in QuickBooks, which is 100.00 EUR"
        in next(only(report, ERP).rows()).explanation
    )


def test_outputs_name_the_table_that_they_depend_on(tmp_path: Path) -> None:
    report = _report(tmp_path, stripe(_charge("100.00")), Invoice(1, "108.43", status="Paid"))

    page = write_outputs(report, tmp_path / "out").read_text(encoding="utf-8")

    summary = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(RATES.encode()).hexdigest()
    assert summary["rates"] == {"name": "rates.csv", "sha256": digest, "rows": 1}
    assert "rates.csv</td><td>Exchange rates" in page


def test_a_wrong_line_stops_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="line 2 has no rate above zero"):
        _report(tmp_path, stripe(), rates="date,from,to,rate,source\n2026-03-10,EUR,USD,?,ECB\n")
