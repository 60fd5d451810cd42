from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind

CARD = "4111111111111111"
CREDIT = ":61:2603110312C100,00NTRFINV-17//BANK-7\n:86:for invoice 18"


def _read(raw: bytes) -> ExportFile:
    return read_export("statement.sta", raw, Books("USD"))


def _codes(file: ExportFile) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in file.findings]


def _statement(*fields: str, opening: str = "C260310EUR10,00", closing: str = "") -> bytes:
    end = [f":62F:{closing}"] if closing else []
    lines = [":20:START", ":25:10020030/1234567", ":28C:1/1", f":60F:{opening}", *fields, *end, "-"]
    return ("\n".join(lines) + "\n").encode()


def _movement(raw: str, closing: str = "C260312EUR10,00") -> ExportFile:
    return _read(_statement(f":61:{raw}", closing=closing))


def test_a_movement_and_its_remark_are_one_item_dated_by_the_entry() -> None:
    file = _read(_statement(CREDIT, closing="C260312EUR110,00"))

    item = file.items[0]
    assert (item.kind, str(item.money), item.on) == (
        ItemKind.BANK_ENTRY,
        "100.00 EUR",
        date(2026, 3, 12),
    )
    assert (item.references, item.mentions, item.has_own_id) == (("INV-17",), ("18",), True)
    assert (_codes(file), file.facts.agrees_to_total) == ([], True)
    assert file.lines_by_kind == {"item": 2, "detail": 0, "layout": 4, "total": 2, "footer": 0}


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("260312C1,00NTRFNONREF", "1.00"),
        ("260312D1,00NTRFNONREF", "-1.00"),
        ("260312RC1,00NTRFNONREF", "-1.00"),
        ("260312RD1,00NTRFNONREF", "1.00"),
        ("2603120312DR1,00N024NONREF", "-1.00"),
        ("2603120312CR25,NTRFNONREF", "25"),
        ("2603120312RCR25,5NTRFNONREF", "-25.5"),
        ("260312c1,00NTRFNONREF", "1.00"),
    ],
)
def test_marks_funds_letters_and_bare_commas(raw: str, amount: str) -> None:
    assert [item.money.amount for item in _movement(raw).items] == [Decimal(amount)]


def test_two_letters_of_a_reversal_are_not_a_mark_and_a_funds_letter() -> None:
    file = _read(
        _statement(
            ":61:260312RD6,00NTRFNONREF",
            ":61:260312DR6,00NTRFNONREF",
            closing="C260312EUR10,00",
        )
    )

    assert file.facts.agrees_to_total


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("260312C1,00NTRFNONREF", date(2026, 3, 12)),
        ("260312    C1,00NTRFNONREF", date(2026, 3, 12)),
        ("2512310102C1,00NTRFNONREF", date(2026, 1, 2)),
        ("2601021231C1,00NTRFNONREF", date(2025, 12, 31)),
        ("991231C1,00NTRFNONREF", date(1999, 12, 31)),
        ("1602300301C1,00NTRFNONREF", date(2016, 3, 1)),
        ("2603010230C1,00NTRFNONREF", date(2026, 2, 28)),
        ("240229C1,00NTRFNONREF", date(2024, 2, 29)),
    ],
)
def test_the_day_is_that_of_booking_in_the_nearest_year(raw: str, day: date) -> None:
    assert [item.on for item in _movement(raw).items] == [day]


@pytest.mark.parametrize(
    ("raw", "remarked"),
    [("160230D1,00NTRFX", True), ("230229D1,00NTRFX", True), ("240229D1,00NTRFX", False)],
)
def test_days_that_february_does_not_have_are_remarked(raw: str, remarked: bool) -> None:
    codes = [code for code, _ in _codes(_movement(raw, closing="C260312EUR9,00"))]

    assert codes == (["thirty_day_month"] if remarked else [])


def test_the_numbered_parts_of_a_german_remark_are_told_apart() -> None:
    remark = (
        ":86:166?00GUTSCHRIFT?109304?20EREF+INV-2026-7?21SVWZ+Rechnung INVOICE?2\n"
        "24001?30BANKDEFF?31DE1?32MUSTER?33GMBH"
    )
    file = _read(_statement(f":61:260312C1,00NTRFNONREF\n{remark}", closing="C260312EUR11,00"))

    item = file.items[0]
    assert (item.references, item.mentions) == (("INV-2026-7",), ("4001",))
    assert item.party_name == "MUSTER GMBH"


def test_a_part_that_fills_its_width_goes_on_in_the_next() -> None:
    first = "SVWZ+zahlung fuer di INV-40"
    remark = f":86:166?00X?20{first}?2101 danke"

    file = _read(_statement(f":61:260312C1,00NTRFNONREF\n{remark}", closing="C260312EUR11,00"))

    assert (len(first), file.items[0].mentions) == (27, ("4001",))


def test_the_named_parts_of_a_dutch_remark_are_told_apart() -> None:
    remark = ":86:/TRTP/SEPA/EREF/INV-17/NAME/J. Payer/REMI/invoice 18/ISDT/2026-03-12"

    item = _read(_statement(f":61:260312C1,00NTRFNONREF\n{remark}")).items[0]

    assert (item.references, item.mentions, item.party_name) == (("INV-17",), ("18",), "J. Payer")


def test_references_that_say_there_is_none_are_none() -> None:
    remark = ":86:166?20EREF+NOTPROVIDED?21SVWZ+x"

    item = _read(_statement(f":61:260312C1,00NTRFNONREF//NONREF\n{remark}")).items[0]

    assert (item.references, item.has_own_id) == ((), False)
    assert item.source_id.startswith("row-")


def test_a_remark_goes_on_over_lines_even_those_that_look_like_tags() -> None:
    remark = ":86:first\n:15:30 second\nthird invoice 9\n\n:61:260312D1,00NTRFNONREF"

    file = _read(_statement(f":61:260312C1,00NTRFNONREF\n{remark}", closing="C260312EUR10,00"))

    rows = [(row.first_line, row.last_line) for row in file.rows if row.item]
    assert (rows, file.items[0].mentions) == ([(5, 8), (10, 10)], ("9",))


def test_what_banks_wrap_around_a_statement_is_layout() -> None:
    inner = _statement(CREDIT, closing="C260312EUR110,00").decode()
    wrapped = "0000 01INGBNL2AXXXX00001\n940 00\n" + inner.replace("\n-\n", "\n-XXX\n")
    swift = "{1:F01X}{2:I940X}{4:\n" + inner.replace("\n-\n", "\n-}{5:{CHK:1}}\n")
    joined = "\x01{1:F01X}{2:I940X}{4::20:START\n" + inner.partition("\n")[2] + "\x03"

    files = [_read(raw.encode()) for raw in (wrapped, swift, joined, wrapped + swift)]

    assert [len(file.items) for file in files] == [1, 1, 1, 2]
    assert all(file.facts.agrees_to_total for file in files)


def test_control_bytes_within_a_remark_are_no_obstacle() -> None:
    raw = _statement(CREDIT, closing="C260312EUR110,00").replace(b"invoice", b"\x02invoice")

    assert _read(raw).items[0].mentions == ("18",)


def test_a_statement_that_does_not_foot_is_a_finding() -> None:
    file = _read(_statement(CREDIT, closing="C260312EUR100,00"))

    assert (_codes(file), file.is_sound) == ([("total_does_not_foot", 7)], False)


def test_a_balance_of_another_currency_leaves_the_statement_unproved() -> None:
    file = _read(_statement(CREDIT, closing="C260312USD110,00"))

    assert [code for code, _ in _codes(file)] == ["balance_missing", "balance_missing"]


def test_many_statements_of_many_currencies_are_footed_one_by_one() -> None:
    euros = _statement(CREDIT, closing="C260312EUR110,00")
    yen = _statement(":61:260312D7,NTRFNONREF", opening="D260310JPY3,", closing="D260312JPY10,")

    file = _read(euros + yen)

    assert [str(item.money) for item in file.items] == ["100.00 EUR", "-7 JPY"]
    assert file.facts.agrees_to_total


def test_pages_have_intermediate_balances() -> None:
    first = _statement(CREDIT, ":62M:C260312EUR110,00")
    second = _statement(CREDIT, closing="C260312EUR210,00", opening="C260312EUR110,00")

    file = _read(first + second.replace(b":60F:", b":60M:"))

    assert (len(file.items), file.facts.agrees_to_total) == (2, True)


def test_the_counts_and_sums_that_some_banks_add_are_checked() -> None:
    good, bad = ":90C:1EUR100,00", ":90D:1EUR0,00"

    file = _read(_statement(CREDIT, good, bad, closing="C260312EUR110,00"))

    assert _codes(file) == [("total_does_not_foot", 8)]


def test_a_statement_that_ends_too_early_is_remarked() -> None:
    file = _read(_statement(CREDIT))

    assert (_codes(file), file.facts.agrees_to_total) == ([("truncated", 1)], False)


def test_a_movement_without_a_remark_is_an_item_too() -> None:
    raw = _statement(":61:260312C1,00NTRFA1", ":61:260312C2,00NTRFB2", closing="C260312EUR13,00")

    assert [item.references for item in _read(raw).items] == [("A1",), ("B2",)]


def test_the_remark_of_the_statement_is_not_that_of_a_movement() -> None:
    raw = _statement(CREDIT, closing="C260312EUR110,00").replace(b"\n-\n", b"\n:86:invoice 99\n-\n")

    file = _read(raw)

    assert (file.items[0].mentions, file.lines_by_kind["layout"]) == (("18",), 5)


def test_entries_alike_without_an_id_stay_two() -> None:
    alike = ":61:260312D1,00NTRFNONREF\n:86:fee"

    items = _read(_statement(alike, alike, closing="C260312EUR8,00")).items

    assert len(set(items)) == 2
    assert items[0].source_id == items[1].source_id


def test_texts_with_a_card_number_are_dropped_and_counted() -> None:
    raw = _statement(
        f":61:260312C1,00NTRF{CARD}//{CARD}\n:86:invoice 7 {CARD[:9]}\n{CARD[9:]}",
        f":61:260312C1,00NTRFNONREF\n:86:166?20invoice 8?32{CARD}",
        closing="C260312EUR12,00",
    )

    file = _read(raw)

    assert [item.references for item in file.items] == [(), ()]
    assert [item.party_name for item in file.items] == ["", ""]
    assert not file.items[0].has_own_id
    assert ("card_numbers", 5) in _codes(file)
    assert CARD not in repr(file)


@pytest.mark.parametrize(
    ("field", "column"),
    [
        (":61:260312X1,00NTRFNONREF", ":61:"),
        (":61:260312C1.00NTRFNONREF", ":61:"),
        (":61:260312C100NTRFNONREF", ":61:"),
        (":61:260312C1,005NTRFNONREF", ":61:"),
        (":61:260312C1,0,0NTRFNONREF", ":61:"),
        (":61:261332C1,00NTRFNONREF", ":61:"),
        (":61:2603120431C1,00NTRFNONREF", ":61:"),
        (":61:\u0662\u0666\u0660\u0663\u0661\u0662C1,00NTRFNONREF", ":61:"),
        (":61:", ":61:"),
        (":60F:C260312EUR1,00", ":60F:"),
        (":25:again", ":25:"),
        (":62F:C260312EUR", ":62F:"),
        (":62F:C260312euro1,00", ":62F:"),
        (":62F:C260312EUR1,00 and more", ":62F:"),
        (":90D:many", ":90D:"),
    ],
)
def test_a_broken_field_refuses_the_file_and_names_the_place(field: str, column: str) -> None:
    with pytest.raises(ExportError) as refused:
        _read(_statement(CREDIT, field))

    assert (refused.value.line, refused.value.column) == (7, column)
    assert "1,0" not in str(refused.value)


def test_a_movement_after_the_closing_balance_is_refused() -> None:
    with pytest.raises(ExportError, match="outside of the opening and closing balance") as refused:
        _read(_statement(":62F:C260312EUR10,00", CREDIT))

    assert refused.value.line == 6


def test_a_second_closing_balance_is_refused() -> None:
    with pytest.raises(ExportError, match="stands twice"):
        _read(_statement(":62F:C260312EUR10,00", closing="C260312EUR10,00"))


def test_a_movement_whose_second_statement_has_no_account_is_refused() -> None:
    second = _statement(CREDIT, closing="C260312EUR110,00").replace(b":25:10020030/1234567\n", b"")

    with pytest.raises(ExportError, match="stands before the account"):
        _read(_statement(closing="C260312EUR10,00") + second)


def test_an_interim_report_without_balances_is_not_recognised() -> None:
    raw = _statement(CREDIT).replace(b":60F:C260310EUR10,00", b":34F:EUR0,00")

    with pytest.raises(ExportError, match="no export that suitehouse knows"):
        _read(raw)


def test_a_formula_is_never_a_reference() -> None:
    assert _movement('260312C1,00NTRF=HYPERLINK("1")').items[0].references == ()


def test_nothing_is_logged_of_what_cannot_be_read(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ExportError):
        _movement("260312X1,00NTRFSECRET")

    assert caplog.records == []


def test_a_card_number_that_goes_on_in_the_next_line_makes_no_digest() -> None:
    hashes = set()
    for card in ("4111111111111111", "5500000000000004"):
        remark = f":86:{card[:9]}\n{card[9:]}"
        raw = _statement(f":61:260312C1,00NTRFNONREF\n{remark}", closing="C260312EUR11,00")
        hashes.add(_read(raw).items[0].row_hash)

    assert len(hashes) == 1


def test_a_field_without_end_is_refused() -> None:
    with pytest.raises(ExportError, match="far more lines") as refused:
        _read(_statement(":61:260312C1,00NTRFNONREF\n:86:x" + "\ny" * 1_000))

    assert (refused.value.line, refused.value.column) == (6, ":86:")
