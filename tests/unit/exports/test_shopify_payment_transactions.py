from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from accounting_files import amounts, codes, place, read, table
from books import day

from suitehouse.ledger.item import ItemKind, PaymentStatus, Side
from suitehouse.ledger.money import Money

HEADER = (
    "Transaction Date,Type,Order,Card Brand,Payout Status,Payout Date,Payout ID,Available On,"
    "Amount,Fee,Net,Checkout,Presentment Amount,Presentment Currency,Currency,VAT"
)
CHARGE = (
    "2026-03-01 22:01:24 +0400,charge,AI-1001,master,paid,2026-03-04,900000001,2026-03-03,"
    "988.21,57.68,930.53,#4373,1010.40,SAR,AED,0.00"
)
REFUND = (
    "2026-03-02 01:00:00 +0400,refund,AI-1001,master,paid,2026-03-04,900000001,2026-03-03,"
    "-488.21,0.00,-488.21,#4373,510.40,SAR,AED,0.00"
)


def test_a_charge_says_all_that_the_file_knows() -> None:
    item = read(table(HEADER, CHARGE)).items[0]

    assert (item.side, item.kind, str(item.money)) == (
        Side.PROCESSOR,
        ItemKind.CHARGE,
        "988.21 AED",
    )
    assert (item.fee, item.net) == (Decimal("57.68"), Decimal("930.53"))
    assert item.charged == Money(Decimal("1010.40"), "SAR")
    assert (item.on, item.at) == (
        day("2026-03-01"),
        datetime(2026, 3, 1, 18, 1, 24, tzinfo=UTC),
    )
    assert (item.references, item.payout) == (("AI-1001",), "900000001")
    assert item.status is PaymentStatus.PAID


def test_a_refund_is_negative_in_both_currencies_and_names_its_charge() -> None:
    charge, refund = read(table(HEADER, CHARGE, REFUND)).items

    assert (refund.kind, refund.money.amount) == (ItemKind.REFUND, Decimal("-488.21"))
    assert refund.charged == Money(Decimal("-510.40"), "SAR")
    assert charge.link == refund.link != ""


def test_a_pending_row_has_no_payout() -> None:
    row = CHARGE.replace("paid,2026-03-04,900000001", "pending,2026-03-06,")

    assert read(table(HEADER, row)).items[0].payout == ""


def test_a_row_of_no_order_is_known_again_when_it_is_paid_out() -> None:
    paid = CHARGE.replace("charge,AI-1001", "adjustment,")
    pending = paid.replace("paid,2026-03-04,900000001,2026-03-03", "pending,,,2026-03-05")

    first, again = (read(table(HEADER, row)).items[0] for row in (pending, paid))

    assert (first.source_id, first.payout) == (again.source_id, "")


def test_a_row_without_an_id_of_its_own_says_so() -> None:
    assert not read(table(HEADER, CHARGE)).items[0].has_own_id


def test_gross_less_fee_is_checked_on_every_row() -> None:
    file = read(table(HEADER, CHARGE, REFUND.replace("-488.21,#", "-488.20,#")))

    assert codes(file) == [("net_does_not_recompute", 3)]


def test_what_a_spreadsheet_makes_of_it_is_read() -> None:
    row = CHARGE.replace("2026-03-01 22:01:24 +0400", "2026/6/12").replace("988.21", "$988.21")

    item = read(table(HEADER, row)).items[0]

    assert (item.on, item.at, str(item.money)) == (day("2026-06-12"), None, "988.21 AED")


def test_same_currency_means_nothing_else_was_charged() -> None:
    assert read(table(HEADER, CHARGE.replace("SAR", "AED"))).items[0].charged is None


def test_the_variant_with_a_business_entity_is_read() -> None:
    header = HEADER.replace("VAT", "Business Entity Name,Business Entity ID")

    assert amounts(read(table(header, CHARGE.removesuffix("0.00") + "Shop,1"))) == ["988.21 AED"]


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        ("chargeback", ItemKind.DISPUTE),
        ("chargeback won", ItemKind.DISPUTE_REVERSAL),
        ("adjustment", ItemKind.ADJUSTMENT),
        ("payout", ItemKind.PAYOUT),
    ],
)
def test_types_say_what_a_row_is(printed: str, kind: ItemKind) -> None:
    row = CHARGE.replace(",charge,", f",{printed},")

    assert read(table(HEADER, row)).items[0].kind is kind


def test_an_unknown_type_is_remarked() -> None:
    file = read(table(HEADER, CHARGE.replace(",charge,", ",loan,")))

    assert (file.items[0].kind, codes(file)) == (ItemKind.OTHER, [("other_category", None)])


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("930.53", "", "net"),
        ("988.21", '"988,21"', "amount"),
        ("988.21", "=1", "amount"),
        (",AED,", ",,", "currency"),
        ("1010.40", "x", "presentment amount"),
        ("2026-03-01 22:01:24", "01.03.2026 22:01:24", "transaction date"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, CHARGE.replace(old, new))) == (2, column)
