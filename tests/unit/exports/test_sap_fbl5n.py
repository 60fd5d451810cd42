from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import amounts, codes, kinds, place, read, refusal
from books import day

from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = (
    "\tSt\tAssignment\tDocumentNo\tType\tDoc. Date\tPosting Date\tNet due date\t"
    "Amount in doc. curr.\tCurr.\tClrng doc.\tReference\tText"
)
INVOICE = (
    "\t\t20260301\t1800000001\tRV\t13.03.2026\t14.03.2026\t13.04.2026\t1.200,00\tEUR\t\t"
    "90000123\tInvoice INV-7"
)
PAYMENT = "\t\t\t1400000001\tDZ\t15.03.2026\t15.03.2026\t\t200,00-\tEUR\t1400000001\t\t"
CREDIT = "\t\t\t1600000001\tRV\t15.03.2026\t15.03.2026\t\t100,50-\tEUR\t\t\t"
TOTAL = "\t*\t\t\t\t\t\t\t899,50\tEUR\t\t\t"


def _list(*lines: str, header: str = HEADER) -> str:
    heading = ("Customer\t1000012", "Company Code\t1000", "Name\tAcme GmbH", "")
    return "\n".join((*heading, header, "", *lines)) + "\n"


def _read(*lines: str) -> ExportFile:
    return read(_list(*lines))


def test_postings_become_items_with_the_sign_of_what_we_receive() -> None:
    file = _read(INVOICE, PAYMENT, CREDIT, TOTAL)

    assert [(item.source_row, item.kind, str(item.money)) for item in file.items] == [
        (7, ItemKind.INVOICE, "1,200.00 EUR"),
        (8, ItemKind.PAYMENT, "200.00 EUR"),
        (9, ItemKind.CREDIT_NOTE, "-100.50 EUR"),
    ]
    assert kinds(file) == ["layout"] * 6 + ["item"] * 3 + ["total"]


def test_a_posting_says_all_that_the_list_knows() -> None:
    invoice, payment, _ = _read(INVOICE, PAYMENT, CREDIT).items

    assert (invoice.on, invoice.due) == (day("2026-03-14"), day("2026-04-13"))
    assert invoice.references == ("90000123", "20260301", "1800000001")
    assert (invoice.mentions, invoice.status) == (("7",), PaymentStatus.OPEN)
    assert invoice.open_amount == Decimal("1200.00")
    assert (payment.status, payment.open_amount) == (PaymentStatus.PAID, Decimal(0))


def test_subtotals_foot_as_printed() -> None:
    file = _read(INVOICE, PAYMENT, CREDIT, TOTAL, TOTAL.replace("*", "**"))

    assert (codes(file), file.facts.agrees_to_total) == ([], True)


def test_a_subtotal_that_does_not_foot_is_an_error() -> None:
    file = _read(INVOICE, PAYMENT, CREDIT, TOTAL.replace("899", "898"))

    assert (codes(file), file.facts.agrees_to_total) == ([("subtotal_does_not_foot", 10)], False)


def test_levels_and_currencies_are_footed_each_on_its_own() -> None:
    yen = INVOICE.replace("1.200,00\tEUR", "5.000\tJPY")
    file = _read(
        INVOICE,
        yen,
        TOTAL.replace("899,50", "1.200,00"),
        TOTAL.replace("899,50\tEUR", "5.000\tJPY"),
        CREDIT,
        TOTAL.replace("899,50", "100,50-"),
        TOTAL.replace("*", "**").replace("899,50", "1.099,50"),
        TOTAL.replace("*", "**").replace("899,50\tEUR", "5.000\tJPY"),
    )

    assert (codes(file), file.facts.agrees_to_total) == ([], True)
    assert amounts(file) == ["1,200.00 EUR", "5,000 JPY", "-100.50 EUR"]


def test_a_subtotal_begins_anew_after_the_one_above() -> None:
    first, second = TOTAL.replace("899,50", "1.200,00"), TOTAL.replace("899,50", "201,00-")

    file = _read(INVOICE, first, CREDIT, CREDIT, second)

    assert (codes(file), file.facts.agrees_to_total) == ([], True)


def test_a_subtotal_across_currencies_is_not_compared() -> None:
    dollars = INVOICE.replace("EUR", "USD")

    file = _read(INVOICE, dollars, TOTAL.replace("899,50\tEUR", "2.400,00\t"))

    assert codes(file) == [("subtotal_across_currencies", 9)]


def test_items_below_the_last_subtotal_may_be_a_list_cut_off() -> None:
    file = _read(INVOICE, TOTAL.replace("899,50", "1.200,00"), PAYMENT)

    assert (codes(file), file.is_sound) == ([("truncated", None)], False)


def test_repeated_page_headers_and_headings_are_layout() -> None:
    file = _read(INVOICE, "", "Customer\t1000013", HEADER, "----\t----", PAYMENT)

    assert kinds(file)[6:] == ["item", "layout", "layout", "layout", "layout", "item"]


def test_a_list_with_bars_between_columns_is_read_as_well() -> None:
    bars = _list(INVOICE, PAYMENT, CREDIT, TOTAL).replace("\t", " | ")

    file = read(bars.replace("Invoice INV-7", "Invoice INV-7 |"))

    assert (file.delimiter, codes(file)) == ("|", [])
    assert amounts(file) == amounts(_read(INVOICE, PAYMENT, CREDIT))


def test_german_labels_mean_the_same() -> None:
    german = (
        "\tSt\tZuordnung\tBelegnr\tArt\tBelegdat.\tBuch.dat.\tNettofälligkeit\t"
        "Betrag in Belegwähr\tWährg\tAusgl.bel.\tReferenz\tText"
    )

    renamed = read(_list(INVOICE, PAYMENT, header=german))

    assert renamed.items == _read(INVOICE, PAYMENT).items


@pytest.mark.parametrize(
    ("day_printed", "amount"),
    [("03/14/2026", "1,200.00"), ("2026-03-14", "1200.00"), ("14.03.2026", "1.200,00")],
)
def test_notation_is_the_users(day_printed: str, amount: str) -> None:
    row = f"\t\t\t1800000001\tRV\t{day_printed}\t{day_printed}\t\t{amount}\tEUR\t\t\t"

    item = _read(row).items[0]

    assert (str(item.money), item.on) == ("1,200.00 EUR", day("2026-03-14"))


def test_the_key_of_the_tables_is_used_where_the_list_has_it() -> None:
    header = HEADER + "\tCompany Code\tYear\tItm\tCustomer"

    item = read(_list(INVOICE + "\t1000\t2026\t1\t12", header=header)).items[0]

    assert (item.source_id, item.has_own_id) == ("1000-2026-1800000001-001", True)
    assert item.party_id == "0000000012"


def test_without_document_currency_local_amounts_count() -> None:
    header = HEADER.replace("Amount in doc. curr.", "Amount in local cur.").replace(
        "Curr.", "LCurr"
    )

    assert amounts(read(_list(INVOICE, header=header))) == ["1,200.00 EUR"]


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("1.200,00", "=1.200,00", "amount in doc. curr."),
        ("1.200,00", "1.200,00--", "amount in doc. curr."),
        ("1.200,00", "", "amount in doc. curr."),
        ("\tEUR", "\t", "document currency"),
        ("14.03.2026", "14.03", "posting date"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(_list(INVOICE.replace(old, new))) == (7, column)


def test_two_decimal_marks_in_one_list_refuse_it() -> None:
    refused = refusal(_list(INVOICE, PAYMENT.replace("200,00", "200.00")))

    assert (refused.line, refused.reason) == (8, "has another decimal mark than the amounts above")


def test_a_missing_column_makes_it_unknown() -> None:
    assert "no export" in refusal(_list(INVOICE, header=HEADER.replace("DocumentNo", "X"))).reason
