from __future__ import annotations

import pytest
from accounting_files import amounts, codes, place, read, table

from suitehouse.ledger.item import ItemKind, PaymentStatus, Side

HEADER = "id,order_id,parent_id,amount,processed_at,gateway,currency,kind,status,test"
ROW = "2667417567303,2181743870023,,415,2020-02-27 16:05:37.000,visa,USD,sale,success,FALSE"


@pytest.mark.parametrize(
    ("kind", "known", "money", "reason"),
    [
        ("sale", ItemKind.CHARGE, "415.00 USD", ""),
        ("capture", ItemKind.CHARGE, "415.00 USD", ""),
        ("refund", ItemKind.REFUND, "-415.00 USD", ""),
        ("void", ItemKind.RELEASE, "415.00 USD", "void"),
        ("authorization", ItemKind.HOLD, "415.00 USD", "authorisation"),
    ],
)
def test_kinds_give_sign_and_what_moved_nothing(
    kind: str, known: ItemKind, money: str, reason: str
) -> None:
    file = read(table(HEADER, ROW.replace(",sale,", f",{kind},")))

    assert (file.items[0].kind, amounts(file)) == (known, [money])
    assert file.items[0].set_aside == reason


@pytest.mark.parametrize(
    ("status", "reason"), [("failure", "failed"), ("error", "failed"), ("pending", "pending")]
)
def test_what_did_not_succeed_is_set_aside(status: str, reason: str) -> None:
    item = read(table(HEADER, ROW.replace("success", status))).items[0]

    assert (item.set_aside, item.status) == (reason, PaymentStatus.UNKNOWN)


def test_a_test_transaction_is_set_aside() -> None:
    assert read(table(HEADER, ROW.replace("FALSE", "TRUE"))).items[0].set_aside == "test"


def test_a_refund_names_its_sale_and_a_sale_itself() -> None:
    refund = ROW.replace("2667417567303,2181743870023,", "77,2181743870023,2667417567303")

    sale, given = read(table(HEADER, ROW, refund.replace(",sale,", ",refund,"))).items

    assert sale.link == given.link == "2667417567303"
    assert (sale.source_id, sale.has_own_id, sale.side) == ("2667417567303", True, Side.COMMERCE)


def test_the_internal_id_of_the_order_is_no_document_number() -> None:
    assert read(table(HEADER, ROW)).items[0].references == ()


def test_an_unknown_kind_is_remarked() -> None:
    file = read(table(HEADER, ROW.replace(",sale,", ",emv,")))

    assert codes(file) == [("other_category", None)]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [(",415,", ",-415,", "amount"), (",415,", ",,", "amount"), ("USD", "", "currency")],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
