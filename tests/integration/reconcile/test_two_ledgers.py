"""`suitehouse reconcile` of a company with QuickBooks and Xero, on a real warehouse file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
from books import Invoice
from landed_home import make_landing
from two_ledgers import Document, exports

SCRIPT = Path(sys.executable).with_name("suitehouse")
TABLES = ("aos_invoices", "currencies", "accounts", "email_addresses", "email_addr_bean_rel")
# Acme is in Xero, Bolt in QuickBooks, and of each an invoice is missing; both have a number 1.
BILLED = {
    "Acme": (Invoice(1), Invoice(2), Invoice(5)),
    "Bolt": (Invoice(3, "75.00"), Invoice(4, "80.00")),
}
QBO = (Document("INV-3", "Bolt", "75.00"), Document("INV-1", "Bolt", "999.00"))
XERO = (Document("INV-1", "Acme"), Document("INV-2", "Acme"))
_INVOICE = """
insert into landing.aos_invoices (id, number, total_amount, currency_id, invoice_date,
    date_entered, status, deleted, _removed_at, billing_account_id)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ACCOUNT = "insert into landing.accounts (id, name, account_type, industry) values (?, ?, ?, ?)"


def _land(home: Path) -> None:
    make_landing(home, TABLES)
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        for name, invoices in BILLED.items():
            connection.execute(_ACCOUNT, [name, name, "Customer", f"of {name}"])
            for invoice in invoices:
                connection.execute(_INVOICE, [*invoice.row, name])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    _land(tmp_path)
    (tmp_path / "exports").mkdir()
    for name, raw in exports(qbo=QBO, xero=XERO).items():
        (tmp_path / "exports" / name).write_bytes(raw)
    (tmp_path / "suitehouse.toml").write_text('[reconcile]\nbase_currency = "USD"\n')
    return tmp_path


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if "SUITEHOUSE" not in name}
    return subprocess.run(
        [SCRIPT, "reconcile", "--period", "2026-03", *arguments],
        cwd=home,
        env={**kept, "SUITEHOUSE_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _erp(home: Path) -> dict[str, Any]:
    text = (home / "recon/2026-03/summary.json").read_text(encoding="utf-8")
    [found] = json.loads(text)["reconciliations"]
    return dict(found)


def test_each_invoice_is_missing_in_its_own_ledger(home: Path) -> None:
    done = _run(home)

    assert (done.returncode, done.stderr) == (0, "")
    assert "ledgers: QuickBooks, Xero. What is inferred stands on 3 documents." in done.stdout
    breaks = (home / "recon/2026-03/breaks.csv").read_text(encoding="utf-8")
    assert '"INV-5 of 100.00 USD, dated 2026-03-10, is not in Xero, where 2 documents' in breaks
    assert '"INV-4 of 80.00 USD, dated 2026-03-10, is not in QuickBooks, where one' in breaks
    erp = _erp(home)
    assert erp["foots"] is True
    kinds = {kind: found["count"] for kind, found in erp["breaks"].items()}
    assert kinds == {"missing_in_crm": 1, "missing_in_erp": 2}
    assert erp["sides"]["erp"]["USD"]["matched"] == {"count": 3, "amount": "275.00"}
    page = (home / "recon/2026-03/report.html").read_text(encoding="utf-8")
    assert "What is inferred stands on 3 documents." in page


def test_the_inference_is_shown_in_the_summary(home: Path) -> None:
    _run(home)

    ledgers = _erp(home)["ledgers"]
    assert ledgers.pop("systems") == [
        {
            "system": "QuickBooks",
            "has_file": True,
            "documents": 2,
            "invoices_by_settings": 0,
            "invoices_by_inference": 2,
            "customers": 1,
            "evidence": 1,
        },
        {
            "system": "Xero",
            "has_file": True,
            "documents": 2,
            "invoices_by_settings": 0,
            "invoices_by_inference": 3,
            "customers": 1,
            "evidence": 2,
        },
    ]
    assert ledgers == {
        "customers_in_several": 0,
        "customers_in_none": 0,
        "invoices_without_customer": 0,
        "undecided_invoices": 0,
        "evidence": 3,
    }


def test_the_settings_win_over_what_is_found(home: Path) -> None:
    with (home / "suitehouse.toml").open("a") as policy:
        policy.write(
            '[[reconcile.ledgers]]\nsystem = "Xero"\naccount = { industry = ["of Bolt"] }\n'
            '[[reconcile.ledgers]]\nsystem = "Xero"\n'
        )

    done = _run(home)

    assert (done.returncode, done.stderr) == (0, "")
    kinds = {kind: found["count"] for kind, found in _erp(home)["breaks"].items()}
    assert kinds == {"missing_in_crm": 1, "missing_in_erp": 2, "wrong_ledger": 1}


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ('system = "Zero"', "a system that is none of NetSuite, QuickBooks, SAP, Xero"),
        ('system = "Xero"\naccount = { ledger_c = ["x"] }', "the account field ledger_c"),
        ('system = "Xero"\naccount = { "a b" = ["x"] }', "reconcile.ledgers.0.account"),
    ],
)
def test_a_rule_that_cannot_hold_is_misuse(home: Path, rule: str, fault: str) -> None:
    with (home / "suitehouse.toml").open("a") as policy:
        policy.write(f"[[reconcile.ledgers]]\n{rule}\n")

    done = _run(home)

    assert (done.returncode, done.stdout) == (2, "")
    assert fault in done.stderr


def test_running_twice_changes_no_byte(home: Path) -> None:
    _run(home, "--out", str(home / "one"))
    _run(home, "--out", str(home / "two"))

    for path in (home / "one").iterdir():
        assert path.read_bytes() == (home / "two" / path.name).read_bytes()


def test_no_output_names_a_customer(home: Path) -> None:
    _run(home)

    written = b"".join(path.read_bytes() for path in (home / "recon/2026-03").iterdir())
    assert b"Acme" not in written
    assert b"Bolt" not in written
