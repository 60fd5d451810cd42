from __future__ import annotations

from decimal import Decimal

import pytest
from accounting_files import amounts, codes, kinds, place, read, refusal, table
from books import day

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = (
    "ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,TaxTotal,"
    "InvoiceAmountPaid,InvoiceAmountDue,Description,LineAmount,TaxAmount,Currency,Type,Sent,Status"
)
DESIGN = (
    "Acme,a@b.example,INV-1,PO 55,13/03/2026,31/03/2026,1200.00,200.00,1200.00,0.00,Design,"
    "600.00,120.00,GBP,Sales invoice,Sent,Paid"
)
HOSTING = DESIGN.replace("Design,600.00,120.00", '"Hosting, yearly",400.00,80.00')
CREDIT = (
    "Acme,,CN-91,INV-1,14/03/2026,,60.00,10.00,60.00,0.00,Goodwill,50.00,10.00,GBP,"
    "Sales credit note,Sent,Paid"
)
OVERPAID = (
    "Acme,,,Bank transfer,15/03/2026,,25.00,0.00,0.00,25.00,Overpayment,25.00,,GBP,"
    "Sales overpayment,Sent,Awaiting Payment"
)


def test_the_total_counts_once_per_document() -> None:
    file = read(table(HEADER, DESIGN, HOSTING, CREDIT, OVERPAID))

    assert [(item.source_row, item.kind, str(item.money)) for item in file.items] == [
        (2, ItemKind.INVOICE, "1,200.00 GBP"),
        (4, ItemKind.CREDIT_NOTE, "-60.00 GBP"),
        (5, ItemKind.PAYMENT, "25.00 GBP"),
    ]
    assert kinds(file) == ["layout", "item", "detail", "item", "item"]
    assert codes(file) == []


def test_an_invoice_says_all_that_the_file_knows() -> None:
    item = read(table(HEADER, DESIGN, HOSTING)).items[0]

    assert (item.on, item.due) == (day("2026-03-13"), day("2026-03-31"))
    assert (item.tax, item.open_amount) == (Decimal("200.00"), Decimal("0.00"))
    assert (item.status, item.references) == (PaymentStatus.PAID, ("INV-1", "PO 55"))
    assert (item.party_name, item.party_email) == ("Acme", "a@b.example")


def test_a_credit_does_not_bear_the_number_of_the_invoice_it_credits() -> None:
    assert read(table(HEADER, CREDIT)).items[0].references == ("CN-91",)


@pytest.mark.parametrize("printed", ["60.00", "-60.00"])
def test_the_sign_of_a_credit_comes_from_its_type(printed: str) -> None:
    row = CREDIT.replace(",60.00,10.00,60.00,", f",{printed},10.00,60.00,")

    assert amounts(read(table(HEADER, row))) == ["-60.00 GBP"]


def test_documents_without_a_number_are_kept_apart() -> None:
    assert amounts(read(table(HEADER, OVERPAID, OVERPAID))) == ["25.00 GBP", "25.00 GBP"]


def test_a_document_without_a_number_is_known_again_when_it_is_used_up() -> None:
    used = OVERPAID.replace("0.00,25.00,O", "25.00,0.00,O").replace("Awaiting Payment", "Paid")

    before, after = (read(table(HEADER, row)).items[0] for row in (OVERPAID, used))

    assert (before.source_id, before.open_amount) == (after.source_id, Decimal("25.00"))
    assert after.open_amount == 0


def test_lines_without_a_number_are_one_document_as_far_as_they_add_to_its_total() -> None:
    lines = [line.replace("INV-1,PO 55", ",PO 55") for line in (DESIGN, HOSTING)]

    file = read(table(HEADER, *lines, *lines))

    assert (amounts(file), codes(file)) == (["1,200.00 GBP", "1,200.00 GBP"], [])
    assert kinds(file) == ["layout", "item", "detail", "item", "detail"]


def test_a_line_of_nothing_belongs_to_the_document_above() -> None:
    note = OVERPAID.replace("Overpayment,25.00", "As agreed,")

    assert kinds(read(table(HEADER, OVERPAID, note, OVERPAID))) == [
        *("layout", "item", "detail", "item"),
    ]


def test_lines_without_a_number_of_other_contacts_are_other_documents() -> None:
    lines = [line.replace("INV-1,PO 55", ",PO 55") for line in (DESIGN, HOSTING)]

    file = read(table(HEADER, lines[0], lines[1].replace("Acme,", "Beta,")))

    assert (len(file.items), file.is_sound) == (2, False)


def test_a_bill_is_what_we_pay_and_no_invoice() -> None:
    item = read(table(HEADER, CREDIT.replace("Sales credit note", "Bill"))).items[0]

    assert (item.kind, str(item.money)) == (ItemKind.OTHER, "-60.00 GBP")


@pytest.mark.parametrize(
    ("status", "reason"), [("Voided", "void"), ("Draft", "draft"), ("Awaiting Approval", "draft")]
)
def test_what_is_not_in_force_keeps_its_total_and_is_set_aside(status: str, reason: str) -> None:
    file = read(table(HEADER, CREDIT.removesuffix("Paid") + status))

    assert (file.items[0].set_aside, amounts(file)) == (reason, ["-60.00 GBP"])
    assert (file.items[0].status is PaymentStatus.VOID) == (status == "Voided")


def test_what_is_due_says_how_far_it_is_paid() -> None:
    row = DESIGN.replace("1200.00,0.00,Design,600.00,120.00", "200.00,1000.00,All,1000.00,200.00")

    item = read(table(HEADER, row.replace(",Paid", ",Awaiting Payment"))).items[0]

    assert (item.status, item.open_amount) == (PaymentStatus.PARTIAL, Decimal("1000.00"))


def test_lines_with_tax_in_them_add_up_as_well() -> None:
    rows = [row.replace("600.00,120.00", "720.00,120.00") for row in (DESIGN, HOSTING)]
    rows[1] = rows[1].replace("400.00,80.00", "480.00,80.00")

    assert codes(read(table(HEADER, *rows))) == []


def test_lines_that_do_not_add_to_the_total_are_an_error() -> None:
    file = read(table(HEADER, DESIGN))

    assert (codes(file), file.is_sound) == ([("document_does_not_foot", 2)], False)


def test_lines_of_a_document_that_stand_apart_are_an_error() -> None:
    file = read(table(HEADER, DESIGN, CREDIT, HOSTING))

    assert ("document_apart", 4) in codes(file)


def test_lines_that_contradict_each_other_refuse_the_file() -> None:
    other = HOSTING.replace(",1200.00,200.00,", ",1300.00,200.00,", 1)

    assert place(table(HEADER, DESIGN, other)) == (3, "total")


def test_days_that_could_be_months_are_read_day_first_and_remarked() -> None:
    row = OVERPAID.replace("15/03/2026", "04/03/2026")

    file = read(table(HEADER, row))

    assert (file.items[0].on, codes(file)) == (day("2026-03-04"), [("ambiguous_dates", None)])


def test_an_american_organisation_prints_months_first() -> None:
    row = CREDIT.replace("14/03/2026", "3/14/2026")

    assert read(table(HEADER, row)).items[0].on == day("2026-03-14")


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        (",Sales credit note,", ",Avoir,", "type"),
        (",Paid", ",Bezahlt", "status"),
        (",60.00,10.00,60.00,", ',"60,00",10.00,60.00,', "total"),
        (",60.00,10.00,60.00,", ",=60,10.00,60.00,", "total"),
        (",GBP,", ",,", "currency"),
        ("14/03/2026", "14 Mars", "invoicedate"),
    ],
)
def test_a_broken_cell_refuses_the_file(old: str, new: str, column: str) -> None:
    assert place(table(HEADER, new.join(CREDIT.rsplit(old, 1)))) == (2, column)


def test_the_import_template_is_no_export() -> None:
    header = "*ContactName,EmailAddress,POAddressLine1,*InvoiceNumber,*InvoiceDate,*DueDate"

    assert "no export" in refusal(table(header, "Acme,,,INV-1,13/03/2026,")).reason


def test_a_header_alone_is_a_file_without_rows() -> None:
    assert ("no_rows", None) in codes(read(table(HEADER)))
