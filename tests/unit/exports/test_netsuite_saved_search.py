from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import amounts, codes, kinds, place, read, refusal, table
from books import day

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = "Internal ID,Date,Type,Document Number,Name,Memo,Main Line,Amount,Amount Remaining,Status"
INVOICE = '77,3/14/2026,Invoice,INV-1,Acme,Invoice INV-9,*,"1,200.00",200.00,Open'
LINE = "77,3/14/2026,Invoice,INV-1,Acme,Design,,600.00,,Open"
# No credit memo is among the rows.
ALONE = ("invoices_alone", None)
LINES_ONLY = "Date,Type,Document Number,Period,Amount"


def test_main_lines_are_the_items_and_other_lines_details() -> None:
    file = read(table(HEADER, INVOICE, LINE, LINE, INVOICE.replace("77,", "78,")))

    assert kinds(file) == ["layout", "item", "detail", "detail", "item"]
    assert amounts(file) == ["1,200.00 USD", "1,200.00 USD"]
    assert codes(file) == [ALONE]


def test_a_main_line_says_all_that_the_search_knows() -> None:
    item = read(table(HEADER, LINE, INVOICE)).items[0]

    assert (item.source_id, item.has_own_id, item.source_row) == ("77", True, 2)
    assert (item.kind, item.on, item.party_name) == (ItemKind.INVOICE, day("2026-03-14"), "Acme")
    assert (item.references, item.mentions) == (("INV-1",), ("9",))
    assert (item.open_amount, item.status) == (Decimal("200.00"), PaymentStatus.PARTIAL)


@pytest.mark.parametrize("yes", ["*", "T", "Yes", "true"])
def test_main_lines_are_marked_in_several_ways(yes: str) -> None:
    rows = (INVOICE.replace(",*,", f",{yes},"), LINE.replace(",Design,,", ",Design,F,"))

    assert amounts(read(table(HEADER, *rows))) == ["1,200.00 USD"]


def test_two_main_lines_of_one_transaction_refuse_the_file() -> None:
    assert place(table(HEADER, INVOICE, INVOICE)) == (3, "main line")


@pytest.mark.parametrize(
    ("printed", "total"),
    [(("120.00", "100.00", "20.00"), "120.00 USD"), (("100.00", "15.00", "5.00"), "120.00 USD")],
)
def test_without_main_lines_rows_are_added_unless_the_first_is_their_sum(
    printed: tuple[str, ...], total: str
) -> None:
    rows = [f"3/14/2026,Invoice,INV-1,Mar 2026,{amount}" for amount in printed]

    file = read(table(LINES_ONLY, *rows))

    assert (amounts(file), codes(file)) == ([total], [("no_main_line", 2), ALONE])


def test_a_search_for_invoices_alone_says_that_credits_may_be_missing() -> None:
    credit = INVOICE.replace("77,", "78,").replace("Invoice,INV-1", "Credit Memo,CM-1")

    assert codes(read(table(HEADER, INVOICE))) == [ALONE]
    assert codes(read(table(HEADER, INVOICE, credit))) == []
    assert codes(read(table(HEADER, credit))) == []


def test_a_row_without_id_and_number_is_known_again_when_it_is_paid() -> None:
    row = INVOICE.replace("77,3/14", ",3/14").replace("INV-1", "Maria")
    paid = row.replace("200.00,Open", "0.00,Paid In Full")

    before, after = (read(table(HEADER, each)).items[0] for each in (row, paid))

    assert (before.source_id, after.open_amount) == (after.source_id, Decimal("0.00"))


def test_a_transaction_total_is_repeated_and_counts_once() -> None:
    header = LINES_ONLY.replace("Amount", "Amount (Transaction Total)")
    row = "3/14/2026,Invoice,INV-1,Mar 2026,120.00"

    assert amounts(read(table(header, row, row))) == ["120.00 USD"]
    assert place(table(header, row, row.replace("120", "121"))) == (3, "amount (transaction total)")


@pytest.mark.parametrize(
    ("kind", "printed", "money"),
    [
        ("Credit Memo", "50.00", "-50.00 USD"),
        ("CustCred", "-50.00", "-50.00 USD"),
        ("Payment", "-50.00", "50.00 USD"),
        ("Customer Refund", "50.00", "-50.00 USD"),
        ("Bill", "50.00", "-50.00 USD"),
        ("CustInvc", "50.00", "50.00 USD"),
    ],
)
def test_signs_follow_the_kind(kind: str, printed: str, money: str) -> None:
    assert amounts(read(table(LINES_ONLY, f"3/14/2026,{kind},7,Mar 2026,{printed}"))) == [money]


def test_only_the_foreign_amount_is_in_the_rows_currency() -> None:
    base = "Date,Type,Document Number,Period,Currency,Amount"
    row = "3/14/2026,Invoice,7,Mar 2026,Euro,120.00"

    foreign = read(table(base + ",Amount (Foreign Currency)", row + ",100.00"))

    assert amounts(read(table(base, row))) == ["120.00 USD"]
    assert amounts(foreign) == ["100.00 EUR"]


def test_a_currency_of_an_unknown_name_refuses_foreign_amounts() -> None:
    header = "Date,Type,Document Number,Currency,Amount (Foreign Currency)"

    assert place(table(header, "3/14/2026,Invoice,7,Galleon,1.00")) == (2, "currency")


@pytest.mark.parametrize(
    ("printed", "on"),
    [
        ("14.03.2026", "2026-03-14"),
        ("14-Mar-2026", "2026-03-14"),
        ("2026-3-14", "2026-03-14"),
        ("3/14/2026", "2026-03-14"),
    ],
)
def test_days_are_read_as_the_user_prefers_them(printed: str, on: str) -> None:
    row = f"{printed},Invoice,7,Mar 2026,1.00"

    assert read(table(LINES_ONLY, row)).items[0].on == day(on)


def test_decimal_commas_are_told_from_all_amounts() -> None:
    rows = ("14.03.2026,Invoice,7,x,1.200", '14.03.2026,Invoice,8,x,"1.200,50"')

    assert amounts(read(table(LINES_ONLY, *rows))) == ["1,200.00 USD", "1,200.50 USD"]


@pytest.mark.parametrize("printed", ["1 200.50", "1'200.50", "(1,200.50)", "-1200.5"])
def test_thousands_and_negatives_are_read_as_the_user_prefers_them(printed: str) -> None:
    (found,) = amounts(read(table(LINES_ONLY, f'3/14/2026,Journal,7,x,"{printed}"')))

    assert found.removeprefix("-") == "1,200.50 USD"


def test_amounts_in_two_notations_refuse_the_file() -> None:
    rows = ("3/14/2026,Invoice,7,x,1.50", '3/14/2026,Invoice,8,x,"1,50"')

    assert place(table(LINES_ONLY, *rows)) == (3, "amount")


def test_amounts_that_leave_it_open_are_remarked() -> None:
    file = read(table(LINES_ONLY, '3/14/2026,Invoice,7,x,"1,200"'))

    assert (amounts(file), codes(file)) == (["1,200.00 USD"], [("ambiguous_amounts", None), ALONE])


@pytest.mark.parametrize(
    ("status", "reason"), [("Invoice : Voided", "void"), ("Pending Approval", "draft")]
)
def test_what_is_not_in_force_is_set_aside(status: str, reason: str) -> None:
    assert read(table(HEADER, INVOICE.replace(",Open", f",{status}"))).items[0].set_aside == reason


def test_labels_of_any_system_are_not_enough() -> None:
    header = "Date,Type,Document Number,Amount"

    assert "no export" in refusal(table(header, "3/14/2026,Invoice,7,1.00")).reason


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("Overall Total,,,,100.00", (2, "date")),
        ("3/14/2026,Invoice,7,x,", (2, "amount")),
        ("3/14/2026,Invoice,7,x,=1+1", (2, "amount")),
        ("3/14/2026,Invoice,7,x,1.00,2", (2, "")),
        ("2/30/2026,Invoice,7,x,1.00", (2, "date")),
    ],
)
def test_a_broken_row_refuses_the_file(row: str, where: tuple[int, str]) -> None:
    assert place(table(LINES_ONLY, row)) == where


def test_transactions_that_stand_apart_are_an_error() -> None:
    rows = [f"3/14/2026,Invoice,{number},x,1.00" for number in ("7", "8", "7")]

    assert codes(read(table(LINES_ONLY, *rows))) == [("document_apart", 4), ALONE]
