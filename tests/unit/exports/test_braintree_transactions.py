from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, PaymentStatus
from suitehouse.ledger.money import Money

HEADER = (
    "Transaction ID,Subscription ID,Transaction Type,Transaction Status,Escrow Status,"
    "Created Datetime,Created Timezone,Settlement Date,Disbursement Date,Currency ISO Code,"
    "Amount Submitted For Settlement,Order ID,Settlement Amount,Settlement Currency ISO Code,"
    "Refunded Transaction ID,Settlement Batch ID,Customer First Name,Customer Last Name,"
    "Customer Email,Braintree Total Amount\n"
)
SALE = (
    "a1b2c3d4,,sale,settled,,03/01/2026 09:10:11,PST,03/02/2026,03/03/2026,USD,100.00,INV-1,,,,"
    "2026-03-02_shop,Ann,Lee,a@b.example,3.20"
)
CREDIT = SALE.replace("a1b2c3d4,,sale", "e5f6a7b8,,credit").replace("INV-1,,,", "INV-1,,,a1b2c3d4")


def _read(*rows: str, header: str = HEADER) -> ExportFile:
    text = header + "".join(f"{row}\n" for row in rows)
    return read_export("braintree.csv", text.encode(), Books("EUR"))


def test_a_settled_sale_is_a_paid_charge() -> None:
    [item] = _read(SALE).items

    assert (item.kind, str(item.money), item.fee) == (
        ItemKind.CHARGE,
        "100.00 USD",
        Decimal("3.20"),
    )
    assert (item.source_id, item.references) == ("a1b2c3d4", ("INV-1",))
    assert (item.on, item.at) == (date(2026, 3, 1), datetime(2026, 3, 1, 17, 10, 11, tzinfo=UTC))
    assert (item.status, item.party_name) == (PaymentStatus.PAID, "Ann Lee")


def test_a_credit_is_a_refund_of_the_sale_it_names() -> None:
    sale, refund = _read(SALE, CREDIT).items

    assert (refund.kind, str(refund.money), refund.link) == (
        ItemKind.REFUND,
        "-100.00 USD",
        sale.source_id,
    )


def test_what_was_settled_in_another_currency_is_the_books_amount() -> None:
    [item] = _read(SALE.replace("INV-1,,", "INV-1,92.50,EUR")).items

    assert (str(item.money), item.charged) == ("92.50 EUR", Money(Decimal("100.00"), "USD"))


@pytest.mark.parametrize(
    ("status", "set_aside"),
    [
        ("authorized", "pending"),
        ("Submitted For Settlement", "pending"),
        ("settling", "pending"),
        ("voided", "failed"),
        ("processor_declined", "failed"),
        ("settled", ""),
    ],
)
def test_only_what_was_settled_takes_part(status: str, set_aside: str) -> None:
    assert _read(SALE.replace("settled", status)).items[0].set_aside == set_aside


@pytest.mark.parametrize(
    ("created", "instant"),
    [
        ("2026-03-01 09:10:11", datetime(2026, 3, 1, 17, 10, 11, tzinfo=UTC)),
        ("2026-03-01T09:10:11Z", datetime(2026, 3, 1, 9, 10, 11, tzinfo=UTC)),
    ],
)
def test_other_ways_to_write_the_moment(created: str, instant: datetime) -> None:
    assert _read(SALE.replace("03/01/2026 09:10:11", created)).items[0].at == instant


def test_another_type_is_remarked() -> None:
    file = _read(SALE.replace(",sale,", ",novelty,"))

    assert [finding.code for finding in file.findings] == ["other_category"]


@pytest.mark.parametrize(
    ("damaged", "column"),
    [
        (SALE.replace("100.00", "=1+1"), "amount submitted for settlement"),
        (SALE.replace("100.00", '"100,00"'), "amount submitted for settlement"),
        (SALE.replace("100.00", "-100.00"), "amount submitted for settlement"),
        (SALE.replace("USD", "dollar"), "currency iso code"),
        (SALE.replace("03/01/2026 09:10:11", "yesterday"), "created datetime"),
        (SALE.replace("03/01/2026 09:10:11", "0001-01-01T00:00:00+14:00"), "created datetime"),
        (f"{SALE},more", ""),
    ],
)
def test_a_broken_cell_refuses_the_file_and_names_the_place(damaged: str, column: str) -> None:
    with pytest.raises(ExportError) as refused:
        _read(damaged)

    assert (refused.value.line, refused.value.column) == (2, column)
