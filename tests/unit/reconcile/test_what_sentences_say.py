"""Sentences and effects that contradict no figure beside them, and documents that can be opened."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from books import ERP, PROCESSOR, Invoice, only, quickbooks, reconciled, stripe

from suitehouse.ledger.money import Money
from suitehouse.reconcile.outcome import Suggestion, SuggestionReason
from suitehouse.reconcile.output import html_report, suggestion_part
from suitehouse.reconcile.output.bounds import largest
from suitehouse.reconcile.output.html_report import report_html
from suitehouse.reconcile.output.summary import summary
from suitehouse.reconcile.output.tables import breaks_csv
from suitehouse.reconcile.report import ReconcileReport
from suitehouse.reconcile.thresholds import break_amounts

STANDS = "03/10/2026,Invoice,INV-7,Acme,,03/31/2026,100.00,100.00"
VOIDED = "03/10/2026,Invoice,INV-7,Acme,Voided,03/31/2026,0.00,0.00"


@pytest.mark.parametrize(
    ("row", "status", "left", "right"),
    [(STANDS, "Cancelled", "0.00", "100.00"), (VOIDED, "Unpaid", "100.00", "0.00")],
)
def test_what_one_side_cancelled_counts_as_nothing_there(
    tmp_path: Path, row: str, status: str, left: str, right: str
) -> None:
    report = reconciled(tmp_path, {"q.csv": quickbooks(row)}, Invoice(7, status=status))

    (line,) = csv.DictReader(io.StringIO("".join(breaks_csv(report))))
    effect = Decimal(right) - Decimal(left)
    assert (line["break_kind"], line["effect"]) == ("status_mismatch", str(effect))
    assert (line["left_amount"], line["right_amount"]) == (left, right)
    assert line["causes"] == f"status_mismatch {effect} USD"
    assert report.foots
    (amount,) = break_amounts(only(report, ERP).breaks, {})
    assert amount.total == Money(Decimal("100.00"), "USD")


def test_a_sentence_in_another_currency_says_what_the_row_settled(tmp_path: Path) -> None:
    row = "txn_1,2026-03-12 10:00:00,usd,108.43,3.00,105.43,charge,ch_1,ch_1,,100.00,eur,INV-1"
    invoice = Invoice(1, "100.00", currency_id="cur-eur", status="Paid")

    report = reconciled(tmp_path, {"s.csv": stripe(row)}, invoice)

    told = {one.side.value: one.explanation for one in only(report, PROCESSOR).rows()}
    assert told == {
        "crm": "INV-1 is 100.00 EUR in SuiteCRM and in Stripe.",
        "processor": "INV-1 is 100.00 EUR in SuiteCRM and in Stripe. This row settled 100.00 EUR as"
        " 108.43 USD.",
    }


def test_only_whole_words_are_initials() -> None:
    words = html_report._words

    assert [words(code) for code in ("overpayment", "missing_in_erp", "fx_difference")] == [
        "Overpayment",
        "Missing in ERP",
        "FX difference",
    ]


def _missing(folder: Path) -> ReconcileReport:
    rows = [
        f"03/10/2026,Invoice,INV-{number},Acme,,03/31/2026,{number}.00,{number}.00"
        for number in range(101, 106)
    ]
    # A day apart, so that no number looks mistyped.
    invoices = [
        Invoice(number, f"{number - 800}.00", day="2026-03-11") for number in range(901, 906)
    ]
    return reconciled(folder, {"q.csv": quickbooks(*rows)}, *invoices, month="2026-03")


def test_a_document_lists_the_largest_breaks_and_counts_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = _missing(tmp_path)
    breaks = only(report, ERP).breaks
    monkeypatch.setitem(largest.__kwdefaults__, "most", 4)

    html = report_html(report)

    assert len(breaks) == 10
    assert "Listed are the 4 with the largest differences, of 10; breaks.csv has all." in html
    assert "5 breaks, 2 listed" in html
    assert [each.members[0].label for each in largest(breaks, most=4)] == [
        "INV-904",
        "INV-905",
        "INV-104",
        "INV-105",
    ]


def test_all_breaks_are_listed_where_they_are_few(tmp_path: Path) -> None:
    report = _missing(tmp_path)

    assert "with the largest differences" not in report_html(report)


def test_the_summary_counts_all_suggestions_and_lists_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = _missing(tmp_path)
    monkeypatch.setattr(suggestion_part, "MOST_LISTED", 3)

    done = summary(report)["reconciliations"][0]

    assert done["suggestions_by_reason"] == {"same_amount": 10}
    assert len(done["suggestions"]) == 3


@pytest.mark.parametrize(("count", "is_told"), [(1, False), (2, True)])
def test_one_row_that_fits_is_not_told_as_several(count: int, *, is_told: bool) -> None:
    hint = Suggestion("s1", "b1", SuggestionReason.TIE, (), count)

    assert ("more than one row fits or" in html_report._could_be(hint)) is is_told
