from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.exports._camt_elements import elements
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile, Severity
from suitehouse.ledger.item import ItemKind
from suitehouse.ledger.money import Money
from suitehouse.tabular.text import scan_text

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
CARD = "4111 1111 1111 1111"


def _read(raw: bytes) -> ExportFile:
    return read_export("statement.xml", raw, Books("USD"))


def _codes(file: ExportFile) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in file.findings]


def _balance(code: str, amount: str, currency: str = "EUR", mark: str = "CRDT") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>\n"
        f'<Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd></Bal>'
    )


def _entry(amount: str, *inner: str, mark: str = "CRDT", status: str = "BOOK") -> str:
    body = "\n".join(inner or ("<BookgDt><Dt>2026-03-12</Dt></BookgDt>",))
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{mark}</CdtDbtInd>\n'
        f"<Sts>{status}</Sts>{body}\n</Ntry>"
    )


def _statement(*parts: str, account: str = "NL26VAYB8060476890") -> str:
    body = "\n".join(parts)
    return f"<Stmt><Id>S1</Id>\n<Acct><Id><IBAN>{account}</IBAN></Id></Acct>\n{body}\n</Stmt>"


def _message(*statements: str, version: str = "02") -> bytes:
    body = "\n".join(statements)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}{version}">\n'
    return f"{head}<BkToCstmrStmt>\n{body}\n</BkToCstmrStmt></Document>\n".encode()


def _footed(*entries: str, closing: str) -> bytes:
    return _message(_statement(_balance("OPBD", "10.00"), *entries, _balance("CLBD", closing)))


DETAILED = _entry(
    "100.00",
    "<BookgDt><DtTm>2026-03-12T00:15:00+01:00</DtTm></BookgDt>",
    "<ValDt><Dt>2026-03-11</Dt></ValDt><AcctSvcrRef>REF-1</AcctSvcrRef>",
    "<NtryDtls><TxDtls><Refs><EndToEndId>INV-17</EndToEndId></Refs>",
    "<AmtDtls><InstdAmt><Amt Ccy='USD'>108.50</Amt></InstdAmt></AmtDtls>",
    "<RltdPties><Dbtr><Nm>Payer</Nm></Dbtr><Cdtr><Nm>Us</Nm></Cdtr></RltdPties>",
    "<RmtInf><Ustrd>for invoice 18</Ustrd><Strd><CdtrRefInf><Ref>RF18 5</Ref></CdtrRefInf></Strd>",
    "</RmtInf></TxDtls></NtryDtls>",
)


def _batch(*amounts: str, count: int, total: str) -> str:
    details = "\n".join(
        f"<TxDtls><Refs><EndToEndId>INV-{number}</EndToEndId></Refs>\n"
        f"<AmtDtls><TxAmt><Amt Ccy='EUR'>{amount}</Amt></TxAmt></AmtDtls></TxDtls>"
        for number, amount in enumerate(amounts, start=1)
    )
    return _entry(
        total,
        "<BookgDt><Dt>2026-03-12</Dt></BookgDt><AcctSvcrRef>BATCH-9</AcctSvcrRef>",
        f"<NtryDtls><Btch><NbOfTxs>{count}</NbOfTxs></Btch>\n{details}</NtryDtls>",
    )


def test_an_entry_becomes_an_item_with_all_that_it_states() -> None:
    item = _read(_footed(DETAILED, closing="110.00")).items[0]

    assert (item.kind, str(item.money)) == (ItemKind.BANK_ENTRY, "100.00 EUR")
    assert item.on == date(2026, 3, 12)
    assert item.at == datetime(2026, 3, 11, 23, 15, tzinfo=UTC)
    assert item.references == ("RF18 5", "INV-17")
    assert item.mentions == ("18",)
    assert item.charged == Money(Decimal("108.50"), "USD")
    assert (item.party_name, item.has_own_id) == ("Payer", True)


def test_an_amount_asked_for_in_the_currency_of_the_account_is_no_other() -> None:
    entry = DETAILED.replace("Ccy='USD'>108.50", "Ccy='EUR'>108.50")

    assert _read(_footed(entry, closing="110.00")).items[0].charged is None


def test_a_statement_that_foots_says_so_and_each_line_counts_once() -> None:
    file = _read(_footed(DETAILED, closing="110.00"))

    assert (_codes(file), file.facts.agrees_to_total) == ([], True)
    assert file.lines_by_kind == {"item": 9, "detail": 0, "layout": 7, "total": 4, "footer": 0}
    assert file.items[0].source_row == 8


@pytest.mark.parametrize("version", ["02", "04", "08"])
def test_every_version_is_read_whichever_way_it_prints_the_status(version: str) -> None:
    entry = _entry("1.00", status="BOOK" if version < "08" else "<Cd>BOOK</Cd>")

    assert len(_read(_message(_statement(entry), version=version)).items) == 1


@pytest.mark.parametrize("name", ["camt.052.001.02", "camt.054.001.02", "camt.053.001.01"])
def test_other_messages_are_not_recognised(name: str) -> None:
    raw = _footed(closing="10.00").replace(b"camt.053.001.02", name.encode())

    with pytest.raises(ExportError, match="no export that suitehouse knows"):
        _read(raw)


def test_a_prefix_for_the_namespace_makes_no_difference() -> None:
    raw = _footed(_entry("1.00"), closing="11.00").decode()
    prefixed = raw.replace("<", "<n:").replace("<n:/", "</n:").replace("<n:?", "<?")

    file = _read(prefixed.replace("xmlns=", "xmlns:n=").encode())

    assert (len(file.items), file.facts.agrees_to_total) == (1, True)


def test_debits_are_negative_and_a_reversal_keeps_its_own_mark() -> None:
    reversal = "<RvslInd>true</RvslInd><BookgDt><Dt>2026-03-12</Dt></BookgDt>"
    file = _read(_footed(_entry("3.00", mark="DBIT"), _entry("3.00", reversal), closing="10.00"))

    assert [item.money.amount for item in file.items] == [Decimal("-3.00"), Decimal("3.00")]
    assert file.facts.agrees_to_total


def test_a_closing_balance_that_the_entries_do_not_make_is_a_finding() -> None:
    file = _read(_footed(_entry("1.00"), closing="12.00"))

    assert _codes(file) == [("total_does_not_foot", 11)]
    assert (file.is_sound, len(file.items)) == (False, 1)


def test_an_overdrawn_balance_is_negative() -> None:
    statement = _statement(
        _balance("OPBD", "5.00", mark="DBIT"), _entry("2.00"), _balance("CLBD", "3.00", mark="DBIT")
    )

    assert _read(_message(statement)).facts.agrees_to_total


def test_each_statement_and_currency_is_footed_on_its_own() -> None:
    good = _statement(_balance("OPBD", "1.00"), _entry("2.00"), _balance("CLBD", "3.00"))
    bad = _statement(
        _balance("OPBD", "1.00"),
        _balance("OPBD", "500", "JPY"),
        _entry("2.00"),
        _entry("7").replace("EUR", "JPY"),
        _balance("CLBD", "3.00"),
        _balance("CLBD", "500", "JPY"),
    )

    file = _read(_message(good, bad))

    assert _codes(file) == [("total_does_not_foot", 28)]


def test_balances_in_another_currency_than_the_entries_leave_them_unproved() -> None:
    statement = _statement(
        _balance("OPBD", "1.00"), _entry("2.00"), _balance("CLBD", "3.00", "SEK")
    )

    file = _read(_message(statement))

    assert [code for code, _ in _codes(file)] == ["balance_missing", "balance_missing"]
    assert not file.facts.agrees_to_total


def test_pages_open_and_close_with_interim_balances() -> None:
    pages = (
        _statement(_balance("OPBD", "1.00"), _entry("2.00"), _balance("ITBD", "3.00")),
        _statement(_balance("ITBD", "3.00"), _entry("2.00"), _balance("ITBD", "5.00")),
        _statement(_balance("ITBD", "5.00"), _entry("2.00"), _balance("CLBD", "7.00")),
    )

    assert _read(_message(*pages)).facts.agrees_to_total


def test_the_summary_is_compared_with_the_entries() -> None:
    summary = (
        "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries><Sum>3.00</Sum></TtlNtries>\n"
        "<TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>2.50</Sum></TtlCdtNtries></TxsSummry>"
    )
    entries = (summary, _entry("2.00"), _entry("1.00", mark="DBIT"))

    file = _read(_footed(*entries, closing="11.00"))

    assert _codes(file) == [("total_does_not_foot", 8)]
    assert file.lines_by_kind["total"] == 6


def test_trailing_zeros_and_up_to_five_decimals_are_amounts() -> None:
    file = _read(_footed(_entry("0.150"), _entry("0.00001"), closing="10.15001"))

    assert [item.money.amount for item in file.items] == [Decimal("0.15"), Decimal("0.00001")]
    assert file.facts.agrees_to_total


def test_a_batch_whose_transactions_add_up_is_an_item_for_each_of_them() -> None:
    file = _read(_footed(_batch("30.00", "70.00", count=2, total="100.00"), closing="110.00"))

    rows = [row for row in file.rows if row.item]
    assert [(row.first_line, row.last_line) for row in rows] == [(8, 12), (13, 15)]
    assert [item.money.amount for item in file.items] == [Decimal("30.00"), Decimal("70.00")]
    assert [item.references for item in file.items] == [("INV-1",), ("INV-2",)]
    assert len({item.source_id for item in file.items}) == 2
    assert file.items[0].payout == file.items[1].payout != ""
    assert file.facts.agrees_to_total


def test_a_batch_that_does_not_add_up_is_read_whole_with_an_error() -> None:
    file = _read(_footed(_batch("30.00", "60.00", count=2, total="100.00"), closing="110.00"))

    assert [item.money.amount for item in file.items] == [Decimal("100.00")]
    assert file.items[0].references == ("INV-1", "INV-2")
    assert _codes(file) == [("batch_does_not_foot", 8)]


def test_a_batch_with_fewer_transactions_than_it_says_is_an_error() -> None:
    file = _read(_footed(_batch("30.00", "70.00", count=3, total="100.00"), closing="110.00"))

    assert _codes(file) == [("batch_count", 8)]


def test_a_batch_without_transactions_is_one_item() -> None:
    file = _read(_footed(_batch(count=20, total="100.00"), closing="110.00"))

    assert ([str(item.money) for item in file.items], _codes(file)) == (["100.00 EUR"], [])


def test_entries_that_are_not_booked_do_not_count() -> None:
    file = _read(_footed(_entry("1.00"), _entry("9.00", status="PDNG"), closing="11.00"))

    assert (len(file.items), _codes(file)) == (1, [("not_booked", None)])
    assert file.facts.agrees_to_total


def test_entries_outside_the_printed_days_are_remarked() -> None:
    days = (
        "<FrToDt><FrDtTm>2026-02-01T00:00:00</FrDtTm><ToDtTm>2026-02-28T23:59:59</ToDtTm></FrToDt>"
    )

    file = _read(_footed(days, _entry("1.00"), closing="11.00"))

    assert _codes(file) == [("outside_printed_range", None)]
    assert file.covers == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_message_without_line_breaks_is_read_entry_by_entry() -> None:
    raw = _footed(
        _entry("1.00"), _entry("1.00"), _batch("30.00", "70.00", count=2, total="100.00"),
        closing="112.00",
    )  # fmt: skip

    file = _read(raw.replace(b"\n", b""))

    assert (file.line_count, len(file.items), file.facts.agrees_to_total) == (1, 4, True)
    assert sum(file.lines_by_kind.values()) == 1
    assert len(set(file.items)) == 4
    assert file.items[0].source_id == file.items[1].source_id
    assert all(item.source_row == 1 for item in file.items)


def test_an_entry_has_the_same_id_however_the_message_is_laid_out() -> None:
    entry = _entry("1.00")
    plain = _read(_footed(entry, closing="11.00")).items[0]

    wide = _read(_footed(entry.replace("><", ">\n   <"), closing="11.00")).items[0]

    assert (wide.source_id, wide.row_hash) == (plain.source_id, plain.row_hash)


def test_the_same_reference_in_another_account_is_another_id() -> None:
    here = _read(_message(_statement(DETAILED))).items[0]
    there = _read(_message(_statement(DETAILED, account="DE02100100100006820101"))).items[0]

    assert here.source_id != there.source_id


def test_texts_with_a_card_number_are_dropped_and_counted() -> None:
    raw = _footed(DETAILED, closing="110.00").replace(b"Payer", CARD.encode())

    file = _read(raw.replace(b"INV-17", CARD.encode()).replace(b"invoice 18", CARD.encode()))

    item = file.items[0]
    assert (item.references, item.mentions, item.party_name) == (("RF18 5",), (), "")
    assert _codes(file) == [("card_numbers", 8)]
    assert "1111" not in repr(file)


def test_a_card_number_makes_no_id_and_no_digest() -> None:
    items = [
        _read(_footed(DETAILED.replace("REF-1", card), closing="110.00")).items[0]
        for card in ("4111 1111 1111 1111", "5500 0000 0000 0004")
    ]

    assert [item.has_own_id for item in items] == [False, False]
    assert items[0].source_id == items[1].source_id == f"row-{items[0].row_hash}"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE Document [<!ENTITY x "y">]>',
        '<!DOCTYPE Document SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE Document [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>',
    ],
)
def test_document_types_and_entities_are_refused(declared: str) -> None:
    raw = _footed(closing="10.00").replace(b"<Document", f"{declared}<Document".encode())

    with pytest.raises(ExportError, match="document type") as refused:
        _read(raw)

    assert refused.value.line == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "column"),
    [
        ("100.00</Amt>", "100,00</Amt>", 8, "Ntry/Amt"),
        ("100.00</Amt>", "-100.00</Amt>", 8, "Ntry/Amt"),
        ("100.00</Amt>", "0.000001</Amt>", 8, "Ntry/Amt"),
        ("100.00</Amt>", "$100.00</Amt>", 8, "Ntry/Amt"),
        ("100.00</Amt>", f"{'9' * 30}</Amt>", 8, "Ntry/Amt"),
        ("100.00</Amt>", "</Amt>", 8, "Ntry/Amt"),
        ("100.00</Amt>", "=1+1</Amt>", 8, "Ntry/Amt"),
        ('<Ntry><Amt Ccy="EUR">', '<Ntry><Amt Ccy="euros">', 8, "Ntry/Amt"),
        ('<Ntry><Amt Ccy="EUR">', "<Ntry><Amt>", 8, "Ntry/Amt"),
        ("<Sts>BOOK</Sts>", "<Sts>GONE</Sts>", 8, "Ntry/Sts"),
        ("<Sts>BOOK</Sts>", "", 8, "Ntry/Sts"),
        ("2026-03-12T00:15:00+01:00", "yesterday", 8, "Ntry/BookgDt"),
        ("2026-03-12T00:15:00+01:00", "0001-01-01T00:00:00+14:00", 8, "Ntry/BookgDt"),
        (
            "<Amt Ccy='USD'>108.50</Amt>",
            "<Amt Ccy='USD'>x</Amt>",
            11,
            "TxDtls/AmtDtls/InstdAmt/Amt",
        ),
    ],
)
def test_a_broken_part_refuses_the_file_and_names_the_place(
    old: str, new: str, line: int, column: str
) -> None:
    raw = _footed(DETAILED, closing="110.00").decode().replace(old, new, 1)

    with pytest.raises(ExportError) as refused:
        _read(raw.encode())

    assert refused.value.column == column
    assert line <= (refused.value.line or 0) <= 16


def test_an_entry_without_any_date_is_refused() -> None:
    with pytest.raises(ExportError, match="is missing, and so is ValDt"):
        _read(_footed(_entry("1.00", "<x/>"), closing="11.00"))


def test_the_same_balance_twice_with_two_amounts_is_refused() -> None:
    statement = _statement(_balance("OPBD", "1.00"), _balance("OPBD", "2.00"))

    with pytest.raises(ExportError, match="contradicts the same balance"):
        _read(_message(statement))


def test_a_message_without_a_statement_is_refused() -> None:
    with pytest.raises(ExportError, match="holds no statement"):
        _read(_message())


def test_a_message_cut_off_is_refused_whole() -> None:
    raw = _footed(DETAILED, closing="110.00")

    with pytest.raises(ExportError, match="cut off") as refused:
        _read(raw[: raw.index(b"</Ntry>")])

    assert refused.value.line == 15


def test_a_formula_is_never_a_reference() -> None:
    raw = _footed(DETAILED, closing="110.00").replace(b"INV-17", b'=HYPERLINK("x1")')

    assert _read(raw).items[0].references == ("RF18 5",)


def test_the_declared_encoding_is_no_obstacle() -> None:
    raw = _footed(DETAILED, closing="110.00").decode().replace("UTF-8", "ISO-8859-1")

    file = _read(raw.replace("Payer", "P\xe4yer").encode("latin-1"))

    assert file.items[0].party_name == "P\xe4yer"
    assert [finding.severity for finding in file.findings] == [Severity.WARNING]


@pytest.mark.parametrize("reference", ["NOTPROVIDED", "NONREF", "0000"])
def test_a_reference_that_says_there_is_none_is_no_id(reference: str) -> None:
    entry = DETAILED.replace("REF-1", reference)

    items = _read(_footed(entry, entry, closing="210.00")).items

    assert [item.has_own_id for item in items] == [False, False]
    assert len(set(items)) == 2


def test_a_reference_that_is_unique_in_its_statement_only_is_kept_to_it() -> None:
    entry = DETAILED.replace("<AcctSvcrRef>REF-1</AcctSvcrRef>", "<NtryRef>1</NtryRef>")
    first, second = _statement(entry), _statement(entry).replace("<Id>S1<", "<Id>S2<")

    items = _read(_message(first, second)).items

    assert [item.has_own_id for item in items] == [True, True]
    assert items[0].source_id != items[1].source_id


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_obstacle(encoding: str) -> None:
    text = _footed(DETAILED, closing="110.00").decode().replace("UTF-8", encoding[:6].upper())

    assert len(_read(text.encode(encoding)).items) == 1


def test_entities_of_xml_itself_are_read() -> None:
    raw = _footed(DETAILED, closing="110.00").replace(b"Payer", b"A &amp; B &#233;")

    assert _read(raw).items[0].party_name == "A & B \xe9"


def test_a_huge_batch_in_one_entry_has_an_item_for_each_transaction() -> None:
    amounts = ["0.01"] * 5_000

    file = _read(_footed(_batch(*amounts, count=5_000, total="50.00"), closing="60.00"))

    assert (len(file.items), file.facts.agrees_to_total) == (5_000, True)
    assert len({item.source_id for item in file.items}) == 5_000


def test_elements_nested_without_end_are_refused() -> None:
    deep = "<x>" * 10_000 + "</x>" * 10_000

    with pytest.raises(ExportError, match="well-formed"):
        _read(_footed(_entry("1.00", deep), closing="11.00"))


def test_an_element_that_is_cleared_leaves_nothing_of_those_before_it() -> None:
    raw = _footed(*[_entry("1.00")] * 50, closing="60.00")
    text = scan_text("statement.xml", lambda: io.BytesIO(raw))
    kept = []

    for element in elements(text):
        if element.name == "Ntry" and not element.start:
            element.clear()
            parent = element.node.getparent()
            assert parent is not None
            kept.append((len(parent), len(element.node)))

    assert kept == [(1, 0)] * 50
