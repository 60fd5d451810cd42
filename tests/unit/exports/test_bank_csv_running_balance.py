from __future__ import annotations

from datetime import date

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile

NEWEST_FIRST = (
    "16-03-2026;Dankort-nota;17-03-2026;-48,00;1.252,00",
    "15-03-2026;Overf\u00f8rsel invoice 18;15-03-2026;200,00;1.300,00",
    "14-03-2026;Visa;14-03-2026;-0,50;1.100,00",
)


def _read(*rows: str) -> ExportFile:
    raw = "".join(f"{row}\n" for row in rows).encode()
    return read_export("statement.csv", raw, Books("DKK"))


def _codes(file: ExportFile) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in file.findings]


def test_each_row_is_an_item_on_its_day_of_booking() -> None:
    file = _read(*NEWEST_FIRST)

    assert file.format == "bank_csv_running_balance"
    assert [(str(item.money), item.on) for item in file.items] == [
        ("-48.00 DKK", date(2026, 3, 16)),
        ("200.00 DKK", date(2026, 3, 15)),
        ("-0.50 DKK", date(2026, 3, 14)),
    ]
    assert file.items[1].mentions == ("18",)
    assert (_codes(file), file.facts.agrees_to_total) == ([], True)


def test_the_oldest_may_stand_first() -> None:
    file = _read(*reversed(NEWEST_FIRST))

    assert (_codes(file), file.facts.agrees_to_total) == ([], True)


def test_balances_that_do_not_follow_are_an_error() -> None:
    file = _read(NEWEST_FIRST[0], NEWEST_FIRST[2])

    assert (_codes(file), file.is_sound) == ([("total_does_not_foot", 2)], False)


def test_amount_and_balance_the_other_way_round_are_refused() -> None:
    swapped = []
    for row in NEWEST_FIRST:
        *start, amount, balance = row.split(";")
        swapped.append(";".join((*start, balance, amount)))

    with pytest.raises(ExportError, match="amount where the balance should stand"):
        _read(*swapped)


@pytest.mark.parametrize(
    "rows",
    [
        NEWEST_FIRST[:1],
        ["Bogf\u00f8rt;Tekst;Rentedato;Bel\u00f8b;Saldo", *NEWEST_FIRST],
        [row.replace(";", "\t").replace(",", ".") for row in NEWEST_FIRST],
        [f"{row};" for row in NEWEST_FIRST],
        [NEWEST_FIRST[0], NEWEST_FIRST[1].replace("15-03-2026", "31-02-2026")],
    ],
)
def test_anything_ambiguous_is_not_recognised(rows: list[str]) -> None:
    with pytest.raises(ExportError, match="no export that suitehouse knows"):
        _read(*rows)


def test_a_row_cut_off_refuses_the_file() -> None:
    with pytest.raises(ExportError, match="has not the cells") as refused:
        _read(*NEWEST_FIRST * 20, NEWEST_FIRST[0][:-1])

    assert refused.value.line == 61
