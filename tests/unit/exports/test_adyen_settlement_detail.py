from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from books import PROCESSOR, Invoice, reconciled, told

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, LedgerItem
from suitehouse.ledger.money import Money

HEADER = (
    "Company Account,Merchant Account,Psp Reference,Merchant Reference,Creation Date,TimeZone,"
    "Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,"
    "Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),"
    "Interchange (NC),Modification Merchant Reference,Batch Number,ARN\n"
)
AT = "2026-03-01 09:10:11,CET"
SALE = (
    f"Co,Shop,8815000000000001,INV-3001,{AT},Settled,,EUR,,250.00,1,EUR,,246.10,,1.20,1.35,1.35,,77"
)
ABROAD = (
    f"Co,Shop,8815000000000002,INV-3002,{AT},Settled,,GBP,,100.00,1.17,EUR,,115.25,,.60,.55,.60,,77"
)
REFUND = (
    f"Co,Shop,8815000000000001,INV-3001,{AT},refunded,8815000000000101,EUR,50.00,,1,EUR,50.10,,,"
    "0.10,,,INV-3001,77"
)
CHARGEBACK = (
    f"Co,Shop,8814000000000009,INV-2900,{AT},Chargeback,8815000000000102,EUR,80.00,,1,EUR,95.00,,"
    "15.00,,,,INV-2900,77"
)
FEE = f"Co,Shop,,,{AT},Fee,Transaction Fees March 2026,EUR,,,,EUR,2.40,,,,,,,77"
PAYOUT = f'Co,Shop,,,{AT},MerchantPayout,"TX1XT batch 77, Shop",EUR,,,,EUR,213.85,,,,,,,77'
BATCH = (SALE, ABROAD, REFUND, CHARGEBACK, FEE, PAYOUT)


def _read(*rows: str) -> ExportFile:
    text = HEADER + "".join(f"{row}\n" for row in rows)
    return read_export("batch.csv", text.encode(), Books("USD"))


def _items(*rows: str) -> tuple[LedgerItem, ...]:
    return _read(*rows).items


def _codes(*rows: str) -> list[str]:
    return [finding.code for finding in _read(*rows).findings]


def test_a_batch_foots_in_the_currency_of_its_payout() -> None:
    file = _read(*BATCH)

    assert [(item.kind, str(item.money), item.fee, item.net) for item in file.items] == [
        (ItemKind.CHARGE, "250.00 EUR", Decimal("3.90"), Decimal("246.10")),
        (ItemKind.CHARGE, "117.00 EUR", Decimal("1.75"), Decimal("115.25")),
        (ItemKind.REFUND, "-50.00 EUR", Decimal("0.10"), Decimal("-50.10")),
        (ItemKind.DISPUTE, "-80.00 EUR", Decimal("15.00"), Decimal("-95.00")),
        (ItemKind.FEE, "-2.40 EUR", Decimal(0), Decimal("-2.40")),
        (ItemKind.PAYOUT, "-213.85 EUR", Decimal(0), Decimal("-213.85")),
    ]
    assert (file.findings, file.facts.agrees_to_total, file.facts.entity) == ((), True, "Co")
    assert {item.payout for item in file.items} == {"77"}


def test_a_sale_abroad_keeps_what_the_customer_was_charged() -> None:
    home, abroad = _items(SALE, ABROAD)

    assert home.charged is None
    assert abroad.compared == Money(Decimal("100.00"), "GBP")


def test_yen_have_no_decimals_and_small_amounts_no_leading_zero() -> None:
    yen = ABROAD.replace("GBP,,100.00,1.17", "JPY,,3158,0.00673").replace("115.25", "20.16")
    yen = yen.replace(",.60,.55,.60,", ",.91,,.18,")

    [item] = _items(yen)

    assert (item.charged, item.money) == (
        Money(Decimal(3158), "JPY"),
        Money(Decimal("21.25"), "EUR"),
    )
    assert "rate_does_not_recompute" not in _codes(yen)


def test_gross_at_another_rate_than_printed_is_remarked() -> None:
    assert "rate_does_not_recompute" in _codes(ABROAD.replace("1.17", "1.18"))


def test_refund_and_chargeback_have_ids_of_their_own_and_name_the_sale() -> None:
    sale, refund = _items(SALE, REFUND)

    assert (sale.source_id, refund.source_id) == ("8815000000000001", "8815000000000101")
    assert sale.link == refund.link == "8815000000000001"
    assert refund.references == ("INV-3001",)
    assert refund.has_own_id


def test_rows_of_fees_and_payouts_have_no_id_of_their_own() -> None:
    fee, payout = _items(FEE, PAYOUT)

    assert (fee.has_own_id, payout.has_own_id, fee.link) == (False, False, "")
    assert fee.source_id.startswith("id#")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("RefundedReversed", ItemKind.REFUND_REVERSAL),
        ("ChargebackReversed", ItemKind.DISPUTE_REVERSAL),
        ("InvoiceDeduction", ItemKind.FEE),
        ("MiscCosts", ItemKind.FEE),
        ("DepositCorrection", ItemKind.ADJUSTMENT),
        ("Novelty", ItemKind.OTHER),
    ],
)
def test_types_are_read_in_any_case(words: str, kind: ItemKind) -> None:
    rows = SALE.replace("Settled", words), SALE.replace("Settled", words.lower())

    assert [item.kind for item in _items(*rows)] == [kind, kind]


def test_fees_may_exceed_the_sale() -> None:
    small = SALE.replace("250.00,1,EUR,,246.10,,1.20,1.35,1.35", "0.10,1,EUR,0.05,,0.15,,,")

    assert [(item.money.amount, item.fee, item.net) for item in _items(small)] == [
        (Decimal("0.10"), Decimal("0.15"), Decimal("-0.05"))
    ]
    assert "net_does_not_recompute" not in _codes(small)


def test_gross_less_fees_is_checked_against_net_on_every_row() -> None:
    assert "net_does_not_recompute" in _codes(SALE.replace("246.10", "246.11"))


def test_a_batch_that_does_not_net_to_zero_with_its_payout_is_an_error() -> None:
    file = _read(*BATCH[:-1], PAYOUT.replace("213.85", "213.84"))

    assert [finding.code for finding in file.findings] == ["batch_does_not_foot"]
    assert not file.is_sound


def test_a_batch_may_have_a_payout_in_each_currency() -> None:
    dollars = SALE.replace("EUR", "USD")
    paid = PAYOUT.replace("EUR", "USD").replace("213.85", "246.10")

    assert _codes(*BATCH, dollars, paid) == []


def test_an_extract_without_its_payout_is_doubtful_only() -> None:
    file = _read(SALE)

    assert [finding.code for finding in file.findings] == ["batch_without_payout"]
    assert (file.is_sound, file.facts.agrees_to_total) == (True, False)


@pytest.mark.parametrize(
    ("zone", "hour"), [("CET", 8), ("CEST", 7), ("PST", 17), ("PDT", 16), ("Europe/Amsterdam", 8)]
)
def test_the_zone_beside_the_time_is_applied(zone: str, hour: int) -> None:
    [item] = _items(SALE.replace("CET", zone))

    assert item.at == datetime(2026, 3, 1, hour, 10, 11, tzinfo=UTC)
    assert item.on == date(2026, 3, 1)


def test_a_zone_that_is_not_known_leaves_the_instant_out_with_a_note() -> None:
    assert _items(SALE.replace("CET", "XYZ"))[0].at is None
    assert "unknown_zone" in _codes(SALE.replace("CET", "XYZ"))


def test_columns_in_another_order_and_more_of_them_make_no_difference() -> None:
    lines = (HEADER + SALE + "\n").splitlines()
    moved = [
        ",".join([*cells[:2], *cells[3:20], *cells[20:21], cells[2], "x"])
        for cells in (line.split(",") for line in lines)
    ]

    other = read_export("a.csv", ("\n".join(moved) + "\n").encode(), Books("USD")).items

    assert (other[0].source_id, other[0].money) == ("8815000000000001", _items(SALE)[0].money)


def test_rows_may_lack_their_last_cells() -> None:
    short = FEE.removesuffix(",,,,,,,77")

    assert (_items(short)[0].payout, _items(short)[0].kind) == ("", ItemKind.FEE)
    assert _codes(short) == []


def test_the_same_batch_under_another_name_changes_nothing(tmp_path: Path) -> None:
    text = HEADER + "".join(f"{row}\n" for row in BATCH)
    files = {"batch_77.csv": text.encode(), "copy.csv": text.replace("ARN", "Note").encode()}
    invoices = (Invoice(3001, amount="250.00", currency_id="cur-eur", status="Paid"),)

    results = told(reconciled(tmp_path, files, *invoices, month="2026-03"), PROCESSOR)

    assert sorted(results.values()).count("overlap") == len(BATCH)
    assert sorted(results.values()).count("matched") == 2


def test_ids_that_a_spreadsheet_shortened_are_refused() -> None:
    with pytest.raises(ExportError, match="spreadsheet") as refused:
        _read(SALE.replace("8815000000000001", "8.815E+15"))

    assert (refused.value.line, refused.value.column) == (2, "psp reference")


def test_other_shortened_numbers_are_remarked() -> None:
    assert "spreadsheet_damage" in _codes(f"{SALE},7.4E+22")


@pytest.mark.parametrize(
    ("damaged", "column"),
    [
        (SALE.replace(",246.10,", ",=1+1,"), "net credit (nc)"),
        (SALE.replace(",250.00,", ',"250,00",'), "gross credit (gc)"),
        (SALE.replace(",250.00,", ",-250.00,"), "gross credit (gc)"),
        (SALE.replace(",1.20,", ",much,"), "markup (nc)"),
        (SALE.replace(",1,EUR", ",par,EUR").replace("EUR,,250", "GBP,,250"), "exchange rate"),
        (SALE.replace("EUR,,246", "euro,,246"), "net currency"),
        (SALE.replace("2026-03-01 09:10:11", "01/03/26"), "creation date"),
        (f"{SALE},,more", ""),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(damaged: str, column: str) -> None:
    with pytest.raises(ExportError) as refused:
        _read(damaged)

    assert (refused.value.line, refused.value.column) == (2, column)


def test_a_semicolon_file_is_read_and_a_missing_or_repeated_column_is_not() -> None:
    whole = (HEADER + SALE + "\n").encode()

    assert read_export("a.csv", whole.replace(b",", b";"), Books("USD")).delimiter == ";"
    with pytest.raises(ExportError, match="no export"):
        read_export("a.csv", whole.replace(b"Net Currency", b"Currency"), Books("USD"))
    with pytest.raises(ExportError, match="two headers"):
        read_export(
            "a.csv", whole.replace(b"Merchant Account", b"Merchant Reference"), Books("USD")
        )
