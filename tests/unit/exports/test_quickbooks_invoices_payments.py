from __future__ import annotations

import pytest
from accounting_files import codes, place, read, report

from suitehouse.ledger.item import ItemKind

HEADER = ",Date,Transaction type,Memo/Description,Transaction number,Amount"
LINES = (
    "Acme,,,,,",
    ",03/02/2026,Payment,,chk 881,-100.00",
    ",03/01/2026,Invoice,,INV-1,100.00",
    ",03/05/2026,Payment,Apply credit,,0.00",
)


def _report(*lines: str, header: str = HEADER) -> str:
    return report("Invoices and Received Payments", header, *lines)


def test_payments_are_received_whatever_sign_they_are_printed_with() -> None:
    items = read(_report(*LINES, "TOTAL,,,,,0.00")).items

    assert [(item.kind, str(item.money), item.party_name) for item in items] == [
        (ItemKind.PAYMENT, "100.00 USD", "Acme"),
        (ItemKind.INVOICE, "100.00 USD", "Acme"),
        (ItemKind.PAYMENT, "0.00 USD", "Acme"),
    ]


def test_totals_are_footed_as_printed() -> None:
    sound = read(_report(*LINES, "TOTAL,,,,,0.00"))
    wrong = read(_report(*LINES, "TOTAL,,,,,200.00"))

    assert (codes(sound), sound.facts.agrees_to_total) == ([("no_document_number", None)], True)
    assert ("total_does_not_foot", 10) in codes(wrong)


def test_num_is_the_old_name_of_the_number() -> None:
    old = HEADER.replace("Transaction number", "Num").replace("Memo/Description", "Description")

    renamed = read(_report(*LINES, "TOTAL,,,,,0.00", header=old))

    assert renamed.format == "quickbooks_invoices_payments"
    assert renamed.items == read(_report(*LINES, "TOTAL,,,,,0.00")).items


def test_a_report_without_its_end_is_reported_as_cut_off() -> None:
    assert ("truncated", None) in codes(read(_report(*LINES)))


@pytest.mark.parametrize(
    ("line", "where"),
    [
        (",03/01/2026,Invoice,,INV-1,", (6, "amount")),
        (",31/31/2026,Invoice,,INV-1,1.00", (6, "date")),
        (',03/01/2026,Invoice,,INV-1,"1,00"', (6, "amount")),
    ],
)
def test_a_broken_row_refuses_the_file(line: str, where: tuple[int | None, str]) -> None:
    assert place(_report(line)) == where
