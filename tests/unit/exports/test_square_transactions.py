from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus

HEADER = (
    "Date,Time,Time Zone,Gross Sales,Tax,Total Collected,Card,Cash,Tender Note,Fees,Net Total,"
    "Transaction ID,Payment ID,Description,Event Type,Customer ID,Customer Name,"
    "Customer Reference ID,Deposit ID,Transaction Status,Order Reference ID\n"
)
ZONE = "Eastern Time (US & Canada)"
SALE = (
    f'03/01/2026,10:02:11 PM,{ZONE},"$1,030.00",$80.00,"$1,080.00","$1,080.00",$0.00,,-$28.18,'
    '"$1,051.82",TXA1,PMA1,Invoice INV-7,Payment,CU1,Acme,,DEP1,Complete,'
)
CASH = (
    f"03/01/2026,11:40:00 AM,{ZONE},$12.00,$0.00,$12.00,$0.00,$12.00,,$0.00,$12.00,TXA2,PMA2,,"
    "Payment,,,,,Complete,"
)
REFUND = (
    f'03/02/2026,9:00:00 AM,{ZONE},"-$1,030.00",-$80.00,"-$1,080.00","-$1,080.00",$0.00,,$0.00,'
    '"-$1,080.00",TXA1,PMA1R,,Refund,,,,DEP2,Complete,'
)


def _read(*rows: str, home: str = "USD", header: str = HEADER) -> ExportFile:
    text = header + "".join(f"{row}\n" for row in rows)
    return read_export("square.csv", text.encode(), Books(home))


def _items(*rows: str) -> tuple[LedgerItem, ...]:
    return _read(*rows).items


def test_a_payment_is_a_charge_with_fee_tax_deposit_and_instant() -> None:
    [item] = _items(SALE)

    assert (item.kind, str(item.money), item.fee, item.net, item.tax) == (
        ItemKind.CHARGE,
        "1,080.00 USD",
        Decimal("28.18"),
        Decimal("1051.82"),
        Decimal("80.00"),
    )
    assert (item.on, item.at) == (date(2026, 3, 1), datetime(2026, 3, 2, 3, 2, 11, tzinfo=UTC))
    assert (item.party_id, item.party_name, item.mentions) == ("CU1", "Acme", ("7",))
    assert (item.status, bool(item.payout), item.has_own_id) == (PaymentStatus.PAID, True, True)


def test_a_refund_shares_the_transaction_and_has_a_payment_id_of_its_own() -> None:
    sale, refund = _items(SALE, REFUND)

    assert (refund.kind, str(refund.money)) == (ItemKind.REFUND, "-1,080.00 USD")
    assert refund.link == sale.link
    assert refund.source_id != sale.source_id


def test_a_cash_payment_has_no_deposit() -> None:
    assert [(item.kind, item.payout) for item in _items(CASH)] == [(ItemKind.CHARGE, "")]


def test_order_and_customer_reference_are_document_numbers() -> None:
    row = SALE.replace("Acme,,", "Acme,ACC-77,") + "INV-9"

    assert _items(row)[0].references == ("INV-9", "ACC-77")


def test_the_other_layout_of_dates_and_a_24_hour_clock() -> None:
    row = SALE.replace("03/01/2026,10:02:11 PM", "2026-03-01,22:02:11")

    assert (_items(row)[0].at, _items(row)[0].on) == (_items(SALE)[0].at, date(2026, 3, 1))


def test_one_file_has_one_layout_of_dates() -> None:
    with pytest.raises(ExportError) as refused:
        _read(SALE, CASH.replace("03/01/2026", "2026-03-01"))

    assert (refused.value.line, refused.value.column) == (3, "date")


def test_the_renamed_note_column_is_read() -> None:
    row = SALE.replace("Invoice INV-7", "").replace("$0.00,,-$28.18", "$0.00,Invoice 8,-$28.18")
    old = HEADER.replace("Tender Note", "Other Tender Note")

    assert [_read(row, header=each).items[0].mentions for each in (HEADER, old)] == [("8",)] * 2


def test_total_collected_and_fees_make_net_total_on_every_row() -> None:
    file = _read(SALE.replace("1,051.82", "1,051.83"))

    assert [finding.code for finding in file.findings] == ["net_does_not_recompute"]


@pytest.mark.parametrize(
    ("status", "set_aside"), [("Pending", "pending"), ("Failed", "failed"), ("Complete", "")]
)
def test_only_completed_payments_take_part(status: str, set_aside: str) -> None:
    assert _items(SALE.replace("Complete", status))[0].set_aside == set_aside


def test_amounts_are_in_the_home_currency_and_no_other_sign_passes() -> None:
    assert str(_read(CASH, home="CAD").items[0].money) == "12.00 CAD"
    with pytest.raises(ExportError, match="another currency") as refused:
        _read(CASH, home="EUR")
    assert (refused.value.line, refused.value.column) == (2, "total collected")


def test_a_zone_that_is_not_known_leaves_the_instant_out_with_a_note() -> None:
    file = _read(SALE.replace(ZONE, "Middle Earth"))

    assert file.items[0].at is None
    assert [finding.code for finding in file.findings] == ["unknown_zone"]


def test_another_event_is_remarked() -> None:
    file = _read(SALE.replace(",Payment,", ",Novelty,"))

    assert [finding.code for finding in file.findings] == ["other_category"]


@pytest.mark.parametrize(
    ("damaged", "column"),
    [
        (SALE.replace('"$1,080.00","$1,080.00"', '=1+1,"$1,080.00"'), "total collected"),
        (SALE.replace("-$28.18", '"-28,18"'), "fees"),
        (SALE.replace("10:02:11 PM", "25:00"), "time"),
        (SALE.replace("03/01/2026", "1 March"), "date"),
        (f"{SALE},more", ""),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(damaged: str, column: str) -> None:
    with pytest.raises(ExportError) as refused:
        _read(damaged)

    assert (refused.value.line, refused.value.column) == (2, column)
