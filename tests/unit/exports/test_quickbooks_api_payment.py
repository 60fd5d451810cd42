from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import place, read, table

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = (
    "id,_fivetran_deleted,created_at,currency_id,customer_id,exchange_rate,private_note,"
    "reference_number,total_amount,transaction_date,unapplied_amount"
)
ROW = "13866,FALSE,2019-08-06 15:32:57,USD,1041,,,3317,2500,2019-08-06,0"


def test_a_payment_is_known_by_its_id_and_applied_in_full() -> None:
    (item,) = read(table(HEADER, ROW)).items

    assert (item.kind, item.source_id, item.has_own_id) == (ItemKind.PAYMENT, "13866", True)
    assert (str(item.money), item.references) == ("2,500.00 USD", ("3317",))
    assert (item.open_amount, item.status) == (Decimal(0), PaymentStatus.PAID)


@pytest.mark.parametrize(
    ("unapplied", "status"), [("100", PaymentStatus.PARTIAL), ("2500", PaymentStatus.OPEN)]
)
def test_what_no_invoice_has_taken_stays_open(unapplied: str, status: PaymentStatus) -> None:
    row = ROW[:-1] + unapplied

    item = read(table(HEADER, row)).items[0]

    assert (item.open_amount, item.status) == (Decimal(unapplied), status)


def test_a_deleted_payment_is_set_aside() -> None:
    row = "13866,TRUE,2019-08-06 15:32:57,USD,,,,,,,"

    assert read(table(HEADER, row)).items[0].set_aside == "deleted_there"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",2500,", ',"25,00",', "total_amount"),
        (",USD,", ",$,", "currency_id"),
        (",2019-08-06,", ",,", "transaction_date"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, ROW.replace(old, new))) == (2, column)
