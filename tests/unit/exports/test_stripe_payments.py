from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus
from suitehouse.ledger.money import Money

HEADER = (
    "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,"
    "Converted Amount Refunded,Converted Currency,Description,Fee,Status,Taxes On Fee,"
    "Customer ID,Customer Email,Disputed Amount,Dispute Status,Invoice Number,"
    "invoice_no (metadata),customer_name (metadata)\n"
)
DEFAULTS = {
    "id": "ch_1",
    "at": "2026-03-07 02:38:54",
    "amount": "100.00",
    "refunded": "0.00",
    "currency": "usd",
    "captured": "true",
    "converted": "100.00",
    "converted_refunded": "0.00",
    "converted_currency": "usd",
    "description": "",
    "fee": "3.20",
    "status": "Paid",
    "fee_tax": "",
    "customer": "cus_1",
    "email": "a@b.example",
    "disputed": "",
    "dispute_status": "",
    "invoice": "",
    "metadata": "",
    "name": "",
}


def row(**cells: str) -> str:
    return ",".join({**DEFAULTS, **cells}.values()) + "\n"


def _read(*rows: str, header: str = HEADER) -> ExportFile:
    return read_export("payments.csv", (header + "".join(rows)).encode(), Books("EUR"))


def _item(**cells: str) -> LedgerItem:
    return _read(row(**cells)).items[0]


def test_a_payment_is_a_charge_in_the_books_currency() -> None:
    item = _item(converted="3400.00", converted_currency="thb", fee="35.40", fee_tax="2.48")

    assert (item.kind, str(item.money)) == (ItemKind.CHARGE, "3,400.00 THB")
    assert (item.charged, item.fee) == (Money(Decimal("100.00"), "USD"), Decimal("37.88"))
    assert (item.on, item.at) == (date(2026, 3, 7), datetime(2026, 3, 7, 2, 38, 54, tzinfo=UTC))
    assert (item.source_id, item.link, item.has_own_id) == ("ch_1", "ch_1", True)
    assert (item.party_id, item.party_email) == ("cus_1", "a@b.example")


def test_a_payment_that_was_not_converted_is_in_its_own_currency() -> None:
    item = _item(converted="", converted_currency="")

    assert (str(item.money), item.charged) == ("100.00 USD", None)


@pytest.mark.parametrize(
    ("cells", "status", "open_amount"),
    [
        ({}, PaymentStatus.PAID, None),
        ({"refunded": "20.00", "status": "Partially Refunded"}, PaymentStatus.PARTIAL, "20.00"),
        ({"refunded": "100.00", "status": "Refunded"}, PaymentStatus.VOID, None),
        ({"disputed": "100.00", "dispute_status": "lost"}, PaymentStatus.VOID, None),
        ({"disputed": "100.00", "dispute_status": "won"}, PaymentStatus.PAID, None),
        ({"disputed": "30.00", "refunded": "20.00"}, PaymentStatus.PARTIAL, "50.00"),
    ],
)
def test_what_was_given_back_is_told_by_the_status_of_the_charge(
    cells: dict[str, str], status: PaymentStatus, open_amount: str | None
) -> None:
    item = _item(**cells)

    assert (str(item.money), item.status) == ("100.00 USD", status)
    assert item.open_amount == (Decimal(open_amount) if open_amount else None)


def test_a_refund_is_given_in_the_books_currency_or_not_at_all() -> None:
    abroad = {"converted": "3400.00", "converted_currency": "thb", "refunded": "20.00"}

    known = _item(**abroad, converted_refunded="680.00")
    unknown = _item(**abroad)

    assert (known.status, known.open_amount) == (PaymentStatus.PARTIAL, Decimal("680.00"))
    assert (unknown.status, unknown.open_amount) == (PaymentStatus.UNKNOWN, None)


@pytest.mark.parametrize(
    ("cells", "set_aside"),
    [
        ({"status": "Failed"}, "failed"),
        ({"status": "Canceled"}, "failed"),
        ({"status": "requires_payment_method"}, "failed"),
        ({"status": "Pending"}, "pending"),
        ({"captured": "false"}, "pending"),
    ],
)
def test_what_moved_no_money_is_set_aside(cells: dict[str, str], set_aside: str) -> None:
    item = _item(**cells)

    assert (item.set_aside, item.status) == (set_aside, PaymentStatus.UNKNOWN)


def test_a_payment_without_an_id_is_known_again_when_it_was_refunded() -> None:
    paid, refunded = _item(id=""), _item(id="", refunded="30.00", status="Partially Refunded")

    assert (paid.has_own_id, paid.source_id) == (False, refunded.source_id)
    assert refunded.status is PaymentStatus.PARTIAL


def test_payments_of_the_test_mode_moved_no_money() -> None:
    header = HEADER.replace("Customer Email", "Mode")

    modes = [_read(row(email=mode), header=header).items[0] for mode in ("Live", "Test")]

    assert [item.set_aside for item in modes] == ["", "memo"]


def test_the_merchants_numbers_come_before_stripes_own() -> None:
    stripes = _item(invoice="BC6E5H89-0105")
    told = _item(invoice="BC6E5H89-0105", description="Invoice INV-7")
    stated = _item(invoice="BC6E5H89-0105", metadata="INV-8", name="Ann 1")

    assert stripes.references == ("BC6E5H89-0105",)
    assert (told.references, told.stated) == ((), ("7",))
    assert stated.references == ("INV-8",)


def test_a_number_that_a_spreadsheet_shortened_is_no_reference_and_remarked() -> None:
    file = _read(row(invoice="4.086918E+05"))

    assert file.items[0].references == ()
    assert [finding.code for finding in file.findings] == ["spreadsheet_damage"]


def test_currency_in_any_case_and_yen_without_decimals() -> None:
    item = _item(
        amount="15000", currency="JPY", converted="15000", converted_currency="jpy", fee="540"
    )

    assert str(item.money) == "15,000 JPY"


def test_a_re_save_with_semicolons_and_fewer_fields_is_read() -> None:
    text = (
        "Created date (UTC);Amount;Currency;Captured;Converted Amount;Converted Currency;Fee;"
        "Status;Taxes On Fee;Customer ID;Invoice Number\r\n"
        "2026-03-07 02:38:54;15.00;usd;TRUE;534.80;thb;35.40;Paid;2.48;cus_1;BC4E5A99-0005\r\n"
    )

    [item] = read_export("a.csv", text.encode(), Books("EUR")).items

    assert (str(item.money), item.status) == ("534.80 THB", PaymentStatus.PAID)
    assert (item.source_id, item.has_own_id) == ("BC4E5A99-0005", False)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"amount": "=1+1"}, "amount"),
        ({"amount": "-1.00"}, "amount"),
        ({"amount": '"1,5"'}, "amount"),
        ({"refunded": "-1.00"}, "amount refunded"),
        ({"currency": "dollar"}, "currency"),
        ({"converted": "1.005"}, "converted amount"),
        ({"at": "yesterday"}, "created date (utc)"),
        ({"name": ",more"}, ""),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(
    cells: dict[str, str], column: str
) -> None:
    with pytest.raises(ExportError) as refused:
        _item(**cells)

    assert (refused.value.line, refused.value.column) == (2, column)


def test_a_missing_or_repeated_column_is_refused() -> None:
    with pytest.raises(ExportError, match="no export"):
        _read(row(), header=HEADER.replace("Converted Currency", "Coin"))
    with pytest.raises(ExportError, match="two headers"):
        _read(row(description="x"), header=HEADER.replace("Description", "Fee"))
