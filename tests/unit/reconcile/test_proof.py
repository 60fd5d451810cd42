"""The proof must be able to fail: what is lost, doubled or changed on the way does not foot."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from books import POLICY, Invoice, Landing, charge, reconciled, stripe

from suitehouse.errors import ShortfallError
from suitehouse.ledger.item import Side
from suitehouse.reconcile.control_totals import Tally, file_totals, side_totals
from suitehouse.reconcile.crm_invoices import invoice_totals, read_invoices
from suitehouse.reconcile.outcome import Book
from suitehouse.reconcile.run import Reconciliation

FILES = {"s.csv": stripe(charge("txn_1", "INV-1"), charge("txn_2", "INV-2", at="2026-03-13"))}


@pytest.fixture
def done(tmp_path: Path) -> Reconciliation:
    return reconciled(tmp_path, FILES, Invoice(1, status="Paid")).reconciliations[0]


def _totals(done: Reconciliation, **changed: object) -> bool:
    parts = {
        "incoming": file_totals(done.inputs.files),
        "items": done.inputs.other,
        "outcomes": done.matching.book.outcomes,
    }
    rows = side_totals(Side.PROCESSOR, **{**parts, **changed})
    return all(row.foots for row in rows)


def test_an_untouched_reconciliation_foots(done: Reconciliation) -> None:
    assert _totals(done)


def test_a_lost_row_does_not_foot(done: Reconciliation) -> None:
    assert not _totals(done, items=done.inputs.other[:1])


def test_a_row_without_an_outcome_does_not_foot(done: Reconciliation) -> None:
    forgotten, *_ = done.inputs.other
    outcomes = {
        item: outcome for item, outcome in done.matching.book.outcomes.items() if item != forgotten
    }

    assert not _totals(done, outcomes=outcomes)


def test_no_report_is_written_of_a_row_without_an_outcome(done: Reconciliation) -> None:
    forgotten, *_ = done.inputs.other
    del done.matching.book.outcomes[forgotten]

    with pytest.raises(ShortfallError, match=r"s\.csv, row \d+ has no outcome"):
        done.outcome(forgotten)


def test_a_doubled_row_does_not_foot(done: Reconciliation) -> None:
    assert not _totals(done, items=(*done.inputs.other, done.inputs.other[0]))


def test_a_row_short_of_a_cent_does_not_foot(done: Reconciliation) -> None:
    first, *rest = done.inputs.other
    cent = replace(first.money, amount=first.money.amount - Decimal("0.01"))

    assert not _totals(done, items=(replace(first, money=cent), *rest))


def test_a_row_in_another_currency_does_not_foot(done: Reconciliation) -> None:
    first, *rest = done.inputs.other
    moved = replace(first, money=replace(first.money, currency="EUR"))

    assert not _totals(done, items=(moved, *rest))


def test_no_item_is_decided_twice(done: Reconciliation) -> None:
    book = Book("again")
    book.exclude(done.inputs.other[0], "payout", "Once.")

    with pytest.raises(ShortfallError, match="decided twice"):
        book.exclude(done.inputs.other[0], "payout", "Twice.")


def test_the_warehouse_adds_up_what_its_rows_say() -> None:
    landing = Landing(
        [
            Invoice(1, "1.10"),
            Invoice(2, "2.20", currency_id=None),
            Invoice(3, None, currency_id=""),
            Invoice(4, "15000", currency_id="cur-jpy", deleted=True),
            Invoice(5, "7", currency_id="unknown"),
        ]
    )

    assert invoice_totals(landing, POLICY) == {
        "USD": Tally(3, Decimal("3.30")),
        "JPY": Tally(1, Decimal(15000)),
        "XXX": Tally(1, Decimal(7)),
    }
    currencies = [item.money.currency for item in read_invoices(landing, POLICY)]
    assert currencies == ["USD", "USD", "USD", "JPY", "XXX"]
