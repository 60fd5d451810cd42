from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile

CARD = "4111111111111111"
ROWS = (
    "01234567890;22/01/2026;CHEQUE 0000037;0000037;-10,00;",
    "01234567890;21/01/2026;VIR invoice 18;0XX0X;1.234,56;",
)


def _read(*rows: str, home: str = "EUR", encoding: str = "utf-8") -> ExportFile:
    raw = "".join(f"{row}\n" for row in rows).encode(encoding)
    return read_export("statement.csv", raw, Books(home))


def _codes(file: ExportFile) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in file.findings]


def test_each_row_is_an_item_in_the_home_currency() -> None:
    file = _read(*ROWS)

    assert file.format == "bank_csv_account_number"
    assert [(str(item.money), item.on) for item in file.items] == [
        ("-10.00 EUR", date(2026, 1, 22)),
        ("1,234.56 EUR", date(2026, 1, 21)),
    ]
    assert [item.mentions for item in file.items] == [(), ("18",)]
    assert [item.has_own_id for item in file.items] == [False, False]
    assert (_codes(file), file.lines_by_kind["item"]) == ([], 2)


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("+10,00", "10.00"),
        ("1 234,56", "1234.56"),
        ("-1\u00a0234,56", "-1234.56"),
        ("1\u202f234\u202f567,89", "1234567.89"),
        ("1.234.567,89", "1234567.89"),
    ],
)
def test_thousands_are_parted_as_people_there_part_them(printed: str, amount: str) -> None:
    file = _read(ROWS[0], ROWS[1].replace("1.234,56", printed))

    assert file.items[1].money.amount == Decimal(amount)


def test_text_in_the_code_page_of_windows_is_read() -> None:
    file = _read(ROWS[0], ROWS[1].replace("VIR", "VIR\xe9"), encoding="cp1252")

    assert (len(file.items), _codes(file)) == (2, [("fallback_encoding", None)])


def test_dates_that_could_have_the_month_first_are_remarked() -> None:
    rows = [row.replace("22/01", "02/01").replace("21/01", "03/01") for row in ROWS]

    file = _read(*rows)

    assert [item.on for item in file.items] == [date(2026, 1, 2), date(2026, 1, 3)]
    assert _codes(file) == [("ambiguous_dates", None)]


def test_blank_lines_are_layout() -> None:
    assert _read(ROWS[0], "", ROWS[1]).lines_by_kind["layout"] == 1


def test_a_narrative_with_a_card_number_is_not_read() -> None:
    file = _read(ROWS[0], ROWS[1].replace("VIR", f"CB {CARD}"))

    assert file.items[1].mentions == ()
    assert [(cells.column, cells.lines) for cells in file.card_cells] == [("", (2,))]


@pytest.mark.parametrize(
    "rows",
    [
        ROWS[:1],
        [row.replace(";", ",") for row in ROWS],
        [row.replace(",00", ".00").replace(",56", ".56") for row in ROWS],
        [row.removesuffix(";") for row in ROWS],
        [f"{row}x" for row in ROWS],
        [row.replace("22/01/2026", "01/22/2026") for row in ROWS],
        ["compte;date;libelle;reference;montant;", *ROWS],
        [ROWS[0], ROWS[1].replace("1.234,56", "=1+1")],
        [ROWS[0], ROWS[1].replace("21/01/2026", "2026-01-21")],
        [ROWS[0], "TOTAL;;;;-10,00;"],
    ],
)
def test_anything_ambiguous_is_not_recognised(rows: list[str]) -> None:
    with pytest.raises(ExportError, match="no export that suitehouse knows"):
        _read(*rows)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("01234567890;22/01/2026;X;1;-10,00", "has not the cells"),
        ("01234567890;22/01/2026;X;1;-10.00;", "has not the cells"),
        ("01234567890;22/01/2026;X;1;-10,00;;", "has not the cells"),
        ("TOTAL;;;;-10,00;", "has not the cells"),
        ("01234567890;2026-01-22;X;1;-10,00;", "in another order"),
        (f"01234567890;22/01/2026;X;1;{'9' * 30},00;", "longer than an amount"),
    ],
)
def test_a_row_of_another_shape_further_down_refuses_the_file(row: str, reason: str) -> None:
    with pytest.raises(ExportError, match=reason) as refused:
        _read(*ROWS * 20, row)

    assert refused.value.line == 41


def test_a_home_currency_without_decimals_refuses_cents() -> None:
    with pytest.raises(ExportError, match="more decimals than the home currency"):
        _read(*ROWS, home="JPY")


def test_a_formula_in_the_narrative_is_never_printed() -> None:
    file = _read(ROWS[0], ROWS[1].replace("VIR invoice 18", '"=HYPERLINK(""x"")"'))

    assert "HYPERLINK" not in repr(file)
