from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind

CARD = "4111111111111111"
HEADER = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nCHARSET:1252\n\n"
XML_HEADER = '<?xml version="1.0"?>\n<?OFX OFXHEADER="200" VERSION="200"?>\n'


def _read(raw: str, encoding: str = "utf-8") -> ExportFile:
    return read_export("download.ofx", raw.encode(encoding), Books("USD"))


def _codes(file: ExportFile) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in file.findings]


def _transaction(
    amount: str = "10.00",
    *,
    posted: str = "20260312",
    fitid: str = "1",
    kind: str = "OTHER",
    more: str = "<NAME>Payer\n<MEMO>for invoice 18",
) -> str:
    return (
        f"<STMTTRN>\n<TRNTYPE>{kind}\n<DTPOSTED>{posted}\n<TRNAMT>{amount}\n<FITID>{fitid}\n"
        f"{more}\n</STMTTRN>\n"
    )


def _download(*transactions: str, account: str = "12345678", currency: str = "EUR") -> str:
    return (
        f"{HEADER}<OFX>\n<BANKMSGSRSV1><STMTTRNRS><STMTRS>\n<CURDEF>{currency}\n"
        f"<BANKACCTFROM><BANKID>1<ACCTID>{account}</BANKACCTFROM>\n"
        f"<BANKTRANLIST><DTSTART>20260301<DTEND>20260331\n{''.join(transactions)}</BANKTRANLIST>\n"
        "<LEDGERBAL>\n<BALAMT>734.05\n<DTASOF>20260331\n</LEDGERBAL>\n"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1>\n</OFX>\n"
    )


def test_a_transaction_becomes_an_item_over_all_of_its_lines() -> None:
    file = _read(_download(_transaction(more="<CHECKNUM>881\n<NAME>Payer\n<MEMO>invoice 18")))

    item = file.items[0]
    assert (item.kind, str(item.money), item.on) == (
        ItemKind.BANK_ENTRY,
        "10.00 EUR",
        date(2026, 3, 12),
    )
    assert (item.references, item.mentions, item.party_name) == (("881",), ("18",), "Payer")
    assert (item.has_own_id, item.at) == (True, None)
    assert file.lines_by_kind == {"item": 9, "detail": 0, "layout": 13, "total": 4, "footer": 0}
    assert (_codes(file), file.covers) == ([], (date(2026, 3, 1), date(2026, 3, 31)))
    assert not file.facts.agrees_to_total


def test_the_xml_form_says_the_same() -> None:
    def closed(tag: str, text: str) -> str:
        return f"<{tag}>{text}</{tag}>\n"

    sgml = _download(_transaction())
    xml = sgml.replace(HEADER, XML_HEADER)
    for tag, text in (
        ("CURDEF", "EUR"), ("BANKID", "1"), ("ACCTID", "12345678"), ("DTSTART", "20260301"),
        ("DTEND", "20260331"), ("TRNTYPE", "OTHER"), ("DTPOSTED", "20260312"),
        ("TRNAMT", "10.00"), ("FITID", "1"), ("NAME", "Payer"), ("MEMO", "for invoice 18"),
        ("BALAMT", "734.05"), ("DTASOF", "20260331"),
    ):  # fmt: skip
        xml = xml.replace(f"<{tag}>{text}", closed(tag, text))

    first, second = _read(sgml).items[0], _read(xml).items[0]

    assert (second.source_id, second.row_hash) == (first.source_id, first.row_hash)
    assert (second.money, second.mentions) == (first.money, ("18",))


def test_a_download_without_line_breaks_is_read_transaction_by_transaction() -> None:
    raw = _download(_transaction("1"), _transaction("2"), _transaction("3")).replace(HEADER, "")

    file = _read(raw.replace("\n", ""))

    assert (file.line_count, [str(item.money.amount) for item in file.items]) == (
        1,
        ["1", "2", "3"],
    )


@pytest.mark.parametrize(
    ("memo", "name"),
    [
        ("<NAME>AT&T", "AT&T"),
        ("<NAME>AT&amp;T", "AT&T"),
        ("<NAME><![CDATA[A <B> & C]]>", "A <B> & C"),
        ("<NAME><![CDATA[split\nover lines]]>", "split over lines"),
        ("<NAME>one < two > one", "one < two > one"),
        ("<NAME>wrapped\nto the next line", "wrapped to the next line"),
        ("<NAME/>", ""),
        ("<PAYEE><NAME>Paid<CITY>X</PAYEE>", "Paid"),
    ],
)
def test_texts_are_read_as_banks_write_them(memo: str, name: str) -> None:
    assert _read(_download(_transaction(more=memo))).items[0].party_name == name


@pytest.mark.parametrize(
    ("printed", "amount"),
    [
        ("-33.3", "-33.3"),
        ("-33,30", "-33.30"),
        ("+140", "140"),
        ("-140", "-140"),
        (".5", "0.5"),
        ("12.000000", "12"),
    ],
)
def test_amounts_have_either_decimal_mark(printed: str, amount: str) -> None:
    assert _read(_download(_transaction(printed))).items[0].money.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("posted", "day", "at"),
    [
        ("20260312", date(2026, 3, 12), None),
        ("20260312000000[-3:GMT]", date(2026, 3, 12), datetime(2026, 3, 12, 3, tzinfo=UTC)),
        ("20260312003000[+1:CET]", date(2026, 3, 12), datetime(2026, 3, 11, 23, 30, tzinfo=UTC)),
        ("20260312120000.00[5.5:X]", date(2026, 3, 12), datetime(2026, 3, 12, 6, 30, tzinfo=UTC)),
        ("20260312120000", date(2026, 3, 12), datetime(2026, 3, 12, 12, tzinfo=UTC)),
        ("202603121230[-5]", date(2026, 3, 12), datetime(2026, 3, 12, 17, 30, tzinfo=UTC)),
    ],
)
def test_the_day_is_the_printed_one_and_the_instant_is_utc(
    posted: str, day: date, at: datetime | None
) -> None:
    item = _read(_download(_transaction(posted=posted))).items[0]

    assert (item.on, item.at) == (day, at)


def test_a_fitid_that_restarts_is_an_id_within_account_and_day() -> None:
    first = _read(_download(_transaction(fitid="1"))).items[0]
    next_day = _read(_download(_transaction(fitid="1", posted="20260313"))).items[0]
    other_account = _read(_download(_transaction(fitid="1"), account="87654321")).items[0]
    again = _read(_download(_transaction(fitid="1"), _transaction(fitid="2"))).items[0]

    assert len({first.source_id, next_day.source_id, other_account.source_id}) == 3
    assert again.source_id == first.source_id


def test_a_transaction_without_a_fitid_is_known_by_all_of_it() -> None:
    item = _read(_download(_transaction(fitid=""))).items[0]

    assert (item.has_own_id, item.source_id) == (False, f"row-{item.row_hash}")


def test_several_statements_have_their_own_account_and_currency() -> None:
    euros = _download(_transaction())
    statement = euros[euros.index("<STMTRS>") : euros.index("</STMTTRNRS>")]
    other = statement.replace("<CURDEF>EUR", "<CURDEF>JPY").replace("12345678", "9")
    raw = euros.replace("</STMTTRNRS>", f"\n{other}</STMTTRNRS>")

    items = _read(raw).items

    assert [item.money.currency for item in items] == ["EUR", "JPY"]
    assert items[0].source_id != items[1].source_id


def test_a_transaction_may_have_a_currency_of_its_own() -> None:
    own = "<CURRENCY><CURRATE>1.08<CURSYM>USD</CURRENCY>"
    original = "<ORIGCURRENCY><CURRATE>1.08<CURSYM>USD</ORIGCURRENCY>"

    file = _read(_download(_transaction(more=own), _transaction(more=original)))

    assert [item.money.currency for item in file.items] == ["USD", "EUR"]


def test_signs_that_contradict_the_type_are_counted() -> None:
    file = _read(_download(_transaction("5.00", kind="DEBIT"), _transaction("-5.00", kind="DEBIT")))

    assert _codes(file) == [("sign_against_type", None)]


def test_days_outside_the_printed_ones_are_remarked() -> None:
    assert _codes(_read(_download(_transaction(posted="20260401")))) == [
        ("outside_printed_range", None)
    ]


def test_numbers_of_zeros_are_no_references() -> None:
    assert _read(_download(_transaction(more="<CHECKNUM>000"))).items[0].references == ()


def test_a_card_account_leaves_no_trace_of_its_number() -> None:
    bank = _download(_transaction(more=f"<NAME>{CARD}\n<MEMO>invoice 7 {CARD}"), account=CARD)
    card = bank.replace("BANKACCTFROM", "CCACCTFROM").replace("STMTRS>", "CCSTMTRS>")

    file = _read(card)

    item = file.items[0]
    assert (item.has_own_id, item.party_name, item.mentions) == (False, "", ())
    assert _codes(file) == [("card_numbers", 11)]
    assert CARD not in repr(file)


def test_old_downloads_are_in_the_code_page_of_windows() -> None:
    file = _read(_download(_transaction(more="<NAME>Caf\xe9")), "cp1252")

    assert file.items[0].party_name == "Caf\xe9"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("<TRNAMT>10.00", "<TRNAMT>", "TRNAMT"),
        ("<TRNAMT>10.00", "<TRNAMT>1.234,56", "TRNAMT"),
        ("<TRNAMT>10.00", "<TRNAMT>1,234.56", "TRNAMT"),
        ("<TRNAMT>10.00", "<TRNAMT>10.005", "TRNAMT"),
        ("<TRNAMT>10.00", "<TRNAMT>+-1", "TRNAMT"),
        ("<TRNAMT>10.00", "<TRNAMT>$10.00", "TRNAMT"),
        ("<TRNAMT>10.00", "<TRNAMT>(10.00)", "TRNAMT"),
        ("<TRNAMT>10.00", "<TRNAMT>=1+1", "TRNAMT"),
        ("<TRNAMT>10.00\n", "", "TRNAMT"),
        ("<TRNAMT>10.00", "<TRNAMT>10.00\n<TRNAMT>10.00", "TRNAMT"),
        ("<DTPOSTED>20260312", "<DTPOSTED>20260230", "DTPOSTED"),
        ("<DTPOSTED>20260312", "<DTPOSTED>12/03/2026", "DTPOSTED"),
        ("<DTPOSTED>20260312", "<DTPOSTED>20260312120000[+99:X]", "DTPOSTED"),
        ("<DTPOSTED>20260312", "<DTPOSTED>00010101000000[+14:X]", "DTPOSTED"),
        ("<DTPOSTED>20260312", "<DTPOSTED>20260312120000[-3.:X]", "DTPOSTED"),
        ("<DTPOSTED>20260312\n", "", "DTPOSTED"),
        ("<CURDEF>EUR", "<CURDEF>euros", "CURDEF"),
        ("<BALAMT>734.05", "<BALAMT>much", "BALAMT"),
        ("</STMTTRN>\n", "", "BANKTRANLIST"),
        ("</BANKTRANLIST>", "</STMTRS>", "STMTRS"),
        ("<DTEND>20260331", "<DTEND>soon", "DTEND"),
    ],
)
def test_a_broken_part_refuses_the_file_and_names_the_place(
    old: str, new: str, column: str
) -> None:
    with pytest.raises(ExportError) as refused:
        _read(_download(_transaction()).replace(old, new, 1))

    assert (refused.value.column, bool(refused.value.line)) == (column, True)


def test_a_transaction_that_begins_within_another_is_refused() -> None:
    raw = _download(_transaction().replace("</STMTTRN>\n", ""), _transaction())

    with pytest.raises(ExportError, match="not closed before the next part"):
        _read(raw)


def test_a_download_cut_off_is_refused_whole() -> None:
    raw = _download(_transaction(), _transaction())

    with pytest.raises(ExportError, match="cut off"):
        _read(raw[: raw.index("</OFX>")])


def test_a_download_without_entries_says_so() -> None:
    assert _codes(_read(_download())) == [("no_rows", None)]


def test_a_formula_is_never_a_reference() -> None:
    assert _read(_download(_transaction(more="<CHECKNUM>=A1+1"))).items[0].references == ()


def test_transactions_in_securities_are_remarked() -> None:
    sale = "<SELLSTOCK><INVTRAN><FITID>7</INVTRAN></SELLSTOCK>\n"
    raw = _download(_transaction()).replace("<BANKTRANLIST>", f"{sale}<BANKTRANLIST>")

    file = _read(raw)

    assert (len(file.items), _codes(file)) == (1, [("other_category", None)])
