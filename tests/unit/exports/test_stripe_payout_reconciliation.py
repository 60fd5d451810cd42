from __future__ import annotations

from decimal import Decimal

import pytest
from books import STRIPE_HEADER, charge, day, stripe

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind
from suitehouse.ledger.money import Money

ROWS = (
    charge("txn_1", "INV-4001", gross="1200.00", fee="35.10", net="1164.90"),
    "txn_2,2026-03-01 12:00:00,USD,108.50,3.45,105.05,charge,ch_2,ch_2,Order 77,100.00,eur,",
    "txn_3,2026-03-02 09:00:00,usd,-200.00,0.00,-200.00,refund,re_3,ch_txn_1,,-200.00,usd,",
    "txn_4,2026-03-02 11:00:00,usd,-50.00,15.00,-65.00,dispute,du_4,ch_0,,-50.00,usd,",
    "txn_5,2026-03-02 23:00:00,usd,-2.00,0.00,-2.00,fee,,,Radar (2026-03-02),,,",
    "txn_6,2026-03-03 01:00:00,jpy,15000,540,14460,charge,ch_6,ch_6,Invoice INV-4002,15000,jpy,",
    "txn_7,2026-03-04 00:00:00,usd,-991.40,0.00,-991.40,payout,po_1,,STRIPE PAYOUT,,,",
)


def _read(raw: bytes) -> ExportFile:
    return read_export("payouts.csv", raw, Books("EUR"))


def _codes(file: ExportFile) -> list[tuple[str, int | None]]:
    return [(finding.code, finding.line) for finding in file.findings]


def test_each_row_becomes_an_item_of_its_kind_and_currency() -> None:
    items = _read(stripe(*ROWS)).items

    assert [(item.source_row, item.source_id, item.kind, str(item.money)) for item in items] == [
        (2, "txn_1", ItemKind.CHARGE, "1,200.00 USD"),
        (3, "txn_2", ItemKind.CHARGE, "108.50 USD"),
        (4, "txn_3", ItemKind.REFUND, "-200.00 USD"),
        (5, "txn_4", ItemKind.DISPUTE, "-50.00 USD"),
        (6, "txn_5", ItemKind.FEE, "-2.00 USD"),
        (7, "txn_6", ItemKind.CHARGE, "15,000 JPY"),
        (8, "txn_7", ItemKind.PAYOUT, "-991.40 USD"),
    ]
    assert all(item.has_own_id for item in items)


def test_references_come_from_metadata_and_mentions_from_the_description() -> None:
    items = _read(stripe(*ROWS)).items

    assert items[0].references == ("INV-4001",)
    assert (items[5].references, items[5].mentions) == ((), ("4002",))
    assert items[1].stated == ()


def test_what_the_customer_was_charged_is_kept_beside_the_settled_amount() -> None:
    items = _read(stripe(*ROWS)).items

    assert items[0].charged is None
    assert items[1].compared == Money(Decimal("100.00"), "EUR")


def test_a_refund_names_its_charge() -> None:
    items = _read(stripe(*ROWS)).items

    assert items[0].link == items[2].link == "ch_txn_1"


def test_fees_of_no_charge_are_fees_whatever_they_are_called() -> None:
    words = "Card payments (2026-03-24): Transaction network costs"
    row = ROWS[4].replace(",fee,", ",network_cost,").replace("Radar (2026-03-02)", words)

    items = _read(stripe(ROWS[4], row)).items

    assert [(item.kind, item.link, item.stated) for item in items] == [(ItemKind.FEE, "", ())] * 2


def test_a_dispute_carries_its_fee_and_is_won_back_without_it() -> None:
    won = ROWS[3].replace("-50.00,15.00,-65.00,dispute", "50.00,0.00,50.00,dispute_reversal")

    file = _read(stripe(ROWS[3], won.replace("txn_4", "txn_8")))

    assert [(item.kind, item.money.amount, item.fee) for item in file.items] == [
        (ItemKind.DISPUTE, Decimal(-50), Decimal(15)),
        (ItemKind.DISPUTE_REVERSAL, Decimal(50), Decimal(0)),
    ]
    assert _codes(file) == []


def test_a_sound_file_has_no_findings_and_covers_its_rows() -> None:
    file = _read(stripe(*ROWS))

    assert _codes(file) == []
    assert file.covers == (day("2026-03-01"), day("2026-03-12"))
    assert file.lines_by_kind == {"item": 7, "detail": 0, "layout": 1, "total": 0, "footer": 0}


def test_gross_less_fee_is_checked_on_every_row() -> None:
    file = _read(stripe(ROWS[0], charge("txn_9", "INV-1", net="97.00")))

    assert _codes(file) == [("net_does_not_recompute", 3)]
    assert file.is_sound


def test_unknown_categories_are_remarked() -> None:
    file = _read(stripe(ROWS[4].replace(",fee,", ",platform_earning,")))

    assert _codes(file) == [("other_category", None)]
    assert file.items[0].kind is ItemKind.OTHER


def test_columns_without_utc_in_their_name_and_metadata_of_any_name_are_found() -> None:
    raw = stripe(*ROWS).replace(b"created_utc", b"created")
    raw = raw.replace(b"payment_metadata[invoice_number]", b"payment_metadata[Our Invoice]")

    assert _read(raw).items == _read(stripe(*ROWS)).items


def test_metadata_that_names_no_invoice_is_never_read() -> None:
    raw = stripe(ROWS[0]).replace(b"metadata[invoice_number]", b"metadata[customer_name]")

    assert _read(raw).items[0].references == ()


def test_the_short_download_of_one_payout_is_read_too() -> None:
    raw = (
        b"payout_id,transaction_id,type,amount,fee,net,currency,created,description\n"
        b"po_1,txn_1,charge,250.00,7.55,242.45,usd,2026-03-14T09:12:33Z,For invoice #1042\n"
        b"po_1,txn_2,stripe_fee,0.00,0.25,-0.25,usd,2026-03-15T00:00:00Z,Payout fee\n"
        b"po_1,txn_3,payout,-242.20,0.00,-242.20,usd,2026-03-15T16:00:00Z,STRIPE PAYOUT\n"
    )

    items = _read(raw).items

    assert [item.kind for item in items] == [ItemKind.CHARGE, ItemKind.FEE, ItemKind.PAYOUT]
    assert items[0].mentions == ("1042",)


def test_fields_in_another_order_some_absent_and_semicolons_are_read() -> None:
    raw = (
        b"reporting_category;net;fee;gross;currency;created;source_id\r\n"
        b"charge;96.80;3.20;100.00;USD;2026-03-12 10:00:00;ch_1\r\n"
        b"refund_failure;5.00;0.00;5.00;usd;2026-03-13 10:00:00;re_1\r\n"
    )

    file = _read(raw)

    assert [(item.kind, item.link) for item in file.items] == [
        (ItemKind.CHARGE, "ch_1"),
        (ItemKind.REFUND_REVERSAL, "re_1"),
    ]
    assert not any(item.has_own_id for item in file.items)


@pytest.mark.parametrize(
    ("currency", "amounts"),
    [
        ("kwd", ("12,500", "1,375", "11,125")),
        ("kwd", ("120,5", "0,375", "120,125")),
        ("jpy", ("15.000", "0", "15.000")),
        ("usd", ("1.000", "0", "1.000")),
    ],
)
def test_amounts_in_the_notation_of_another_country_refuse_a_re_saved_file(
    currency: str, amounts: tuple[str, str, str]
) -> None:
    gross, fee, net = amounts
    row = f"po_1;txn_1;2026-03-12 10:00:00;{currency};{gross};{fee};{net};charge;;;;;;\n"

    with pytest.raises(ExportError) as refused:
        _read((STRIPE_HEADER.replace(",", ";") + row).encode())

    assert (refused.value.line, refused.value.column) == (2, "gross")


def test_a_header_alone_is_a_file_without_rows() -> None:
    file = _read(STRIPE_HEADER.encode())

    assert (file.items, file.covers, _codes(file)) == ((), None, [("no_rows", None)])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (ROWS[0].replace(",usd,", ",,"), "currency"),
        (ROWS[0].replace(",usd,", ",dollars,"), "currency"),
        (ROWS[0].replace("1164.90", ""), "net"),
        (ROWS[0].replace("2026-03-12 10:00:00", "yesterday"), "created_utc"),
        (ROWS[0].replace("2026-03-12 10:00:00", "0001-01-01T00:00:00+14:00"), "created_utc"),
        (ROWS[0].replace("2026-03-12 10:00:00", "9999-12-31T23:59:59-14:00"), "created_utc"),
        (ROWS[0].replace("2026-03-12", "\u0662026-03-12"), "created_utc"),
        (ROWS[0].replace("1200.00", "1e999999"), "gross"),
        (ROWS[0].replace("1200.00", "\u0661\u0662"), "gross"),
        (ROWS[5].replace("15000,540", "15000.5,540"), "gross"),
        (charge("txn_9", "INV-1", gross="9" * 1_000_000), "gross"),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(row: str, column: str) -> None:
    with pytest.raises(ExportError) as refused:
        _read(stripe(row))

    assert (refused.value.file, refused.value.line) == ("payouts.csv", 2)
    assert refused.value.column == column or "far too long" in refused.value.reason


def test_a_report_cut_off_within_a_row_is_refused_whole() -> None:
    whole = stripe(*ROWS)

    with pytest.raises(ExportError) as refused:
        _read(whole[: whole.index(b"-991.40") + 4])

    assert refused.value.line == 8
