"""Card numbers in exports: in no output, counted, told, and nothing else is changed by them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from books import ERP, PROCESSOR, Invoice, charge, quickbooks, reconciled, stripe, told

from suitehouse.ledger.export_file import CardCells
from suitehouse.ledger.item import Side
from suitehouse.privacy.canaries import find_in_tree
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.report import ReconcileReport

MEMO_CARD = "4111 1111 1111 1111"
TEXT_CARD = "5555-5555-5555-4444"
BARE_CARD = "4242424242424242"
AMEX = "371449635398431"
INVOICES = (Invoice(1, status="Paid"), Invoice(2, status="Paid"))
QUICKBOOKS = quickbooks(
    f"03/10/2026,Invoice,INV-1,Acme,paid with {MEMO_CARD},,100.00,0.00",
    f"03/10/2026,Invoice,{BARE_CARD},Acme {AMEX},for INV-2,,100.00,0.00",
    total="200.00",
)
STRIPE = stripe(
    charge("txn_1", "INV-1").replace(",,100.00,usd", f',"Card {TEXT_CARD}, INV-9",100.00,usd'),
    charge(BARE_CARD, "INV-2"),
)
CARDS = (MEMO_CARD, TEXT_CARD, BARE_CARD, AMEX)


@pytest.fixture
def report(tmp_path: Path) -> ReconcileReport:
    files = {"erp.csv": QUICKBOOKS, "stripe.csv": STRIPE}
    return reconciled(tmp_path / "exports", files, *INVOICES, month="2026-03")


def test_a_card_number_is_in_no_output(tmp_path: Path, report: ReconcileReport) -> None:
    write_outputs(report, tmp_path / "out")

    assert {each.needle for each in find_in_tree(tmp_path / "exports", CARDS)} == set(CARDS)
    assert find_in_tree(tmp_path / "out", CARDS) == ()


def test_cells_are_counted_by_file_column_and_line(tmp_path: Path, report: ReconcileReport) -> None:
    write_outputs(report, tmp_path / "out")

    summary = json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))
    erp, processor = (file["card_numbers"] for file in summary["files"])
    assert summary["card_numbers_refused"] == 7
    assert erp == [
        {"column": "memo/description", "cells": 1, "lines": [6]},
        {"column": "name", "cells": 1, "lines": [7]},
        {"column": "num", "cells": 1, "lines": [7]},
    ]
    assert [(each["column"], each["lines"]) for each in processor] == [
        ("balance_transaction_id", [3]),
        ("charge_id", [3]),
        ("description", [2]),
        ("source_id", [3]),
    ]


def test_the_report_tells_above_the_figures_what_to_do(
    tmp_path: Path, report: ReconcileReport
) -> None:
    html = write_outputs(report, tmp_path / "out").read_text(encoding="utf-8")

    alert = html[html.index("payment card numbers</h3>") : html.index("Prepared from")]
    assert "<b>erp.csv</b>, column &#39;memo/description&#39;, line 6</li>" in alert
    assert "<b>stripe.csv</b>, column &#39;description&#39;, line 2</li>" in alert
    assert "Remove the number where it was typed" in alert


def test_rows_are_reconciled_by_what_is_left_of_them(report: ReconcileReport) -> None:
    erp, processor = told(report, ERP), told(report, PROCESSOR)

    # The second has lost its number, and is paired by the one that its memo names.
    assert (erp["id-1"], erp["id-2"]) == ("matched", "matched")
    assert (processor["id-1"], processor["id-2"]) == ("matched", "matched")
    assert report.exit_status == 0
    assert report.foots


def test_a_row_that_is_known_by_its_digest_does_not_digest_the_number(tmp_path: Path) -> None:
    row = "03/10/2026,Invoice,,Acme,{},,100.00,0.00"
    ids = []
    for name, memo in (("one", BARE_CARD), ("two", TEXT_CARD), ("three", "")):
        files = {"a.csv": quickbooks(row.format(memo))}
        [done] = reconciled(tmp_path / name, files, *INVOICES).reconciliations
        ids += [row.source_id for row in done.rows() if row.side is Side.ERP]

    assert len(ids) == 3
    assert ids[0].startswith("row-")
    assert len(set(ids)) == 1


def test_a_file_that_cannot_be_used_tells_its_card_numbers_too(tmp_path: Path) -> None:
    broken = quickbooks(
        f"03/10/2026,Invoice,INV-1,Acme,{MEMO_CARD},,100.00,0.00",
        "03/10/2026,Invoice,INV-2,Acme,,,many,0.00",
    )
    report = reconciled(tmp_path / "exports", {"erp.csv": broken}, *INVOICES)

    html = write_outputs(report, tmp_path / "out").read_text(encoding="utf-8")

    (found,) = report.quarantined
    assert found.card_cells == (CardCells("memo/description", (6,)),)
    assert report.refused_card_count == 1
    assert "1 cell holds a payment card number" in html
    assert find_in_tree(tmp_path / "out", CARDS) == ()


@pytest.mark.parametrize(
    ("place", "raw"),
    [
        ("title", quickbooks(total="0.00").replace(b"Example Co, LLC", BARE_CARD.encode())),
        (
            "footer",
            quickbooks(total="0.00").replace(b"April 01, 2026", f"card {BARE_CARD}".encode()),
        ),
        (
            "utf-16",
            quickbooks(f"03/10/2026,Invoice,1,{MEMO_CARD},,,1.00,0.00").decode().encode("utf-16"),
        ),
    ],
)
def test_it_is_refused_wherever_it_stands(tmp_path: Path, place: str, raw: bytes) -> None:
    report = reconciled(tmp_path / "in", {f"{place}.csv": raw}, *INVOICES, month="2026-03")

    write_outputs(report, tmp_path / "out")

    assert report.refused_card_count == 1
    assert find_in_tree(tmp_path / "out", CARDS) == ()


def test_a_file_named_by_one_is_named_without_it(tmp_path: Path) -> None:
    files = {f"card {MEMO_CARD}.csv": STRIPE, f"{BARE_CARD}.csv": b"%PDF"}
    report = reconciled(tmp_path / "exports", files, *INVOICES)

    write_outputs(report, tmp_path / "out")

    assert [file.name for file in report.files] == ["card ###################.csv"]
    assert [found.name for found in report.quarantined] == ["################.csv"]
    assert find_in_tree(tmp_path / "out", CARDS) == ()


def test_an_export_without_any_says_nothing_of_them(tmp_path: Path) -> None:
    files = {"a.csv": stripe(charge("txn_1", "INV-1"))}
    report = reconciled(tmp_path / "exports", files, *INVOICES)

    html = write_outputs(report, tmp_path / "out").read_text(encoding="utf-8")

    assert report.card_cells == {}
    assert "card number" not in html
