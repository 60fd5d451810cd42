from __future__ import annotations

import pytest
from accounting_files import FOOTER, amounts, codes, kinds, place, read, report

from suitehouse.ledger.item import ItemKind

HEADER = (
    ",Transaction date,Transaction type,Num,Product/Service full name,Description,Quantity,"
    "Sales price,Amount,Balance"
)
LINES = (
    "Acme,,,,,,,,,",
    ",03/01/2026,Invoice,INV-1,Design,,10,60.00,600.00,600.00",
    ',03/01/2026,Invoice,INV-1,Hosting,,1,400.00,400.00,"1,000.00"',
    ",03/03/2026,Credit Memo,CM-1,Design,For INV-1,-1,60.00,-60.00,940.00",
    "Total for Acme,,,,,,10,,$940.00,",
    "Beta,,,,,,,,,",
    ",03/01/2026,Invoice,INV-2,Design,,1,60.00,60.00,60.00",
    "Total for Beta,,,,,,1,,$60.00,",
    'TOTAL,,,,,,11,,"$1,000.00",',
)


def _report(*lines: str) -> str:
    return report("Sales by Customer Detail", HEADER, *lines)


def test_lines_of_one_document_make_one_item() -> None:
    file = read(_report(*LINES))

    assert [(item.source_row, item.kind, str(item.money)) for item in file.items] == [
        (7, ItemKind.INVOICE, "1,000.00 USD"),
        (9, ItemKind.CREDIT_NOTE, "-60.00 USD"),
        (12, ItemKind.INVOICE, "60.00 USD"),
    ]
    assert [item.party_name for item in file.items] == ["Acme", "Acme", "Beta"]
    assert kinds(file)[5:9] == ["layout", "item", "detail", "item"]


def test_lines_foot_into_subtotals_and_total() -> None:
    file = read(_report(*LINES))

    assert (codes(file), file.facts.agrees_to_total) == ([], True)


def test_a_total_that_misses_a_line_is_an_error() -> None:
    without_line = (*LINES[:2], *LINES[3:])

    assert codes(read(_report(*without_line))) == [
        ("subtotal_does_not_foot", 9),
        ("total_does_not_foot", 13),
    ]


def test_lines_without_a_number_are_items_of_their_own() -> None:
    line = ",03/01/2026,Sales Receipt,,Design,,1,60.00,60.00,"

    file = read(_report(line, line, "TOTAL,,,,,,2,,$120.00,"))

    assert amounts(file) == ["60.00 USD", "60.00 USD"]


def test_a_line_without_a_number_is_known_again_under_another_running_balance() -> None:
    row = ",03/01/2026,Invoice,,Design,,1,60.00,60.00,{}"

    short, long = (read(_report(row.format(each))).items[0] for each in ("60.00", "160.00"))

    assert short.source_id == long.source_id


def test_a_number_of_another_customer_is_another_document() -> None:
    lines = (*LINES[:2], "Total for Acme,,,,,,,,$600.00,", "Beta,,,,,,,,,", LINES[1])

    file = read(_report(*lines, 'TOTAL,,,,,,,,"$1,200.00",'))

    assert amounts(file) == ["600.00 USD", "600.00 USD"]


@pytest.mark.parametrize("footer", ["Cash Basis", "Cash Basis Wednesday, April 01, 2026 02:43 PM"])
def test_on_cash_basis_amounts_are_what_was_paid_and_set_aside(footer: str) -> None:
    file = read(_report(*LINES).replace(FOOTER, f'"{footer}",,'))

    assert {item.set_aside for item in file.items} == {"cash_basis"}
    assert codes(file) == [("cash_basis", None)]


def test_on_accrual_basis_nothing_is_set_aside() -> None:
    accrual = '"Accrual Basis Wednesday, April 01, 2026 02:43 PM GMT-05:00",,'

    file = read(_report(*LINES).replace(FOOTER, accrual))

    assert {item.set_aside for item in file.items} == {""}
    assert file.facts.printed_at is not None


def test_old_column_names_mean_the_same() -> None:
    old = (
        ",Date,Transaction Type,Num,Product/Service,Memo/Description,Qty,Sales Price,Amount,Balance"
    )

    assert read(report("Sales", old, *LINES)).items == read(_report(*LINES)).items


def test_a_report_without_its_end_is_reported_as_cut_off() -> None:
    whole = _report(*LINES)

    assert codes(read(whole[: whole.index("TOTAL,")])) == [("truncated", None)]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        (",03/01/2026,Invoice,INV-1,Design,,1,60.00,soon,", (6, "amount")),
        (",03/01/2026,Invoice,INV-1,Design,,1,60.00,1.00,2.00,3.00", (6, "")),
        (",,Invoice,INV-1,Design,,1,60.00,1.00,", (6, "transaction date")),
    ],
)
def test_a_broken_line_refuses_the_file(line: str, where: tuple[int, str]) -> None:
    assert place(_report(line, "TOTAL,,,,,,,,$1.00,")) == where
