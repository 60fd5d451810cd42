from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import codes, place, read, report
from books import day

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = ",Date,Transaction type,Num,Term,Due date,Open balance"
LINES = (
    "Acme,,,,,,",
    ",03/01/2026,Invoice,INV-1,Net 30,03/31/2026,40.00",
    ",03/09/2026,Credit Memo,CM-1,,,-15.00",
    "Total for Acme,,,,,,$25.00",
    "TOTAL,,,,,,$25.00",
)


def _report(*lines: str) -> str:
    return report("Open Invoices", HEADER, *lines)


def test_rows_carry_what_is_owed_and_are_compared_with_no_invoice() -> None:
    invoice, credit = read(_report(*LINES)).items

    assert (invoice.kind, invoice.open_amount) == (ItemKind.INVOICE, Decimal("40.00"))
    assert (credit.kind, credit.open_amount) == (ItemKind.CREDIT_NOTE, Decimal("-15.00"))
    assert (invoice.on, invoice.due) == (day("2026-03-01"), day("2026-03-31"))
    assert invoice.status is PaymentStatus.OPEN
    assert {invoice.set_aside, credit.set_aside} == {"open_balance_only"}


def test_open_balances_foot() -> None:
    file = read(_report(*LINES))
    wrong = read(_report(*LINES[:-1], "TOTAL,,,,,,$26.00"))

    assert (codes(file), file.facts.agrees_to_total) == ([], True)
    assert codes(wrong) == [("total_does_not_foot", 10)]


def test_with_an_amount_it_is_read_as_an_invoice_list() -> None:
    header = ",Date,Transaction type,Num,Due date,Amount,Open balance"
    line = ",03/01/2026,Invoice,INV-1,03/31/2026,100.00,40.00"

    file = read(report("Open Invoices", header, line, "TOTAL,,,,,100.00,40.00"))

    assert file.format == "quickbooks_invoice_list"


@pytest.mark.parametrize(
    ("line", "where"),
    [
        (",03/01/2026,Invoice,INV-1,Net 30,03/31/2026,", (6, "open balance")),
        (",03/01/2026,Invoice,INV-1,Net 30,later,1.00", (6, "due date")),
    ],
)
def test_a_broken_row_refuses_the_file(line: str, where: tuple[int | None, str]) -> None:
    assert place(_report(line)) == where
