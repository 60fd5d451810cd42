"""The proof must be able to fail: what is lost, doubled or changed on the way does not foot."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from books import POLICY, Invoice, Landing, charge, reconciled, stripe

from suitehouse.errors import ShortfallError
from suitehouse.ledger.item import Side
from suitehouse.ledger.tally import Tally
from suitehouse.reconcile.breaks import identify_breaks
from suitehouse.reconcile.control_totals import side_totals
from suitehouse.reconcile.crm.invoices import invoices
from suitehouse.reconcile.report import Reconciliation

FILES = {"s.csv": stripe(charge("txn_1", "INV-1"), charge("txn_2", "INV-2", at="2026-03-13"))}


@pytest.fixture
def done(tmp_path: Path) -> Reconciliation:
    done = reconciled(tmp_path, FILES, Invoice(1, status="Paid")).reconciliations[0]
    done.store.enter(done.definition.name)
    return done


def _foots(done: Reconciliation, *changes: str) -> bool:
    """Whether the processor's side still foots once something was done behind its back."""
    for change in changes:
        done.store.connection.execute(change)
    incoming = {"USD": Tally(2, Decimal("200.00"))}
    rows = side_totals(Side.PROCESSOR, incoming, done.store, done.definition.name)
    return all(row.foots for row in rows)


def test_an_untouched_reconciliation_foots(done: Reconciliation) -> None:
    assert _foots(done)


@pytest.mark.parametrize(
    "change",
    [
        "delete from items where item = 1",
        "delete from fate where item = 1",
        "insert into items select * from items where item = 1",
        "insert into fate select * from fate where item = 1",
        "update items set amount = amount - 0.01 where item = 1",
        "update items set currency = 'EUR' where item = 1",
    ],
    ids=["lost", "undecided", "doubled", "decided twice", "short of a cent", "other currency"],
)
def test_a_row_that_is_tampered_with_does_not_foot(done: Reconciliation, change: str) -> None:
    assert not _foots(done, change)


def test_no_report_is_written_of_a_row_without_an_outcome(done: Reconciliation) -> None:
    done.store.connection.execute("delete from fate where item = 1")

    with pytest.raises(ShortfallError, match=r"s\.csv, row \d+ has no outcome"):
        [*done.rows()]


def test_no_item_is_decided_twice(done: Reconciliation) -> None:
    done.store.connection.execute("insert into fate select * from fate where item = 1")

    with pytest.raises(ShortfallError, match="decided twice"):
        identify_breaks(done.store)


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

    assert invoices.totals(landing, POLICY) == {
        "USD": Tally(3, Decimal("3.30")),
        "JPY": Tally(1, Decimal(15000)),
        "XXX": Tally(1, Decimal(7)),
    }
    currencies = invoices.read(landing, POLICY)["currency"].to_pylist()
    assert currencies == ["USD", "USD", "USD", "JPY", "XXX"]
