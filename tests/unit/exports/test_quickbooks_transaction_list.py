from __future__ import annotations

import pytest
from accounting_files import amounts, codes, kinds, place, read, refusal, report

from suitehouse.ledger.item import ItemKind, PaymentStatus

HEADER = ",Date,Transaction type,Num,Posting (Y/N),Memo/Description,Account full name,Amount"
BANK, RECEIVABLE = "Undeposited Funds", "Accounts Receivable (A/R)"
LINES = (
    "Acme Freight,,,,,,,",
    f',03/01/2026,Invoice,INV-2001,Y,,{RECEIVABLE},"1,200.00"',
    f',03/02/2026,Payment,chk 881,Y,,{BANK},"1,000.00"',
    f",03/03/2026,Credit Memo,CM-17,Y,Credit for INV-2001,{RECEIVABLE},$(200.00)",
    'Total for Acme Freight,,,,,,,"$2,000.00"',
    '"Smith & Sons, Inc",,,,,,,',
    f",03/02/2026,Invoice,002002,Y,Web hosting,{RECEIVABLE},450.00",
    '"Total for Smith & Sons, Inc",,,,,,,$450.00',
    'TOTAL,,,,,,,"$2,450.00"',
)


def _report(*lines: str) -> str:
    return report("Transaction List by Customer", HEADER, *lines)


def test_rows_become_items_under_their_customer() -> None:
    items = read(_report(*LINES)).items

    assert [(item.source_row, item.kind, str(item.money), item.source_id) for item in items] == [
        (7, ItemKind.INVOICE, "1,200.00 USD", "INV-2001"),
        (8, ItemKind.PAYMENT, "1,000.00 USD", "chk 881"),
        (9, ItemKind.CREDIT_NOTE, "-200.00 USD", "CM-17"),
        (12, ItemKind.INVOICE, "450.00 USD", "002002"),
    ]
    assert [item.party_name for item in items] == ["Acme Freight"] * 3 + ["Smith & Sons, Inc"]
    assert items[2].mentions == ("2001",)


def test_a_sound_report_foots_in_groups_and_in_all() -> None:
    file = read(_report(*LINES))

    assert (codes(file), file.facts.agrees_to_total, file.facts.entity) == (
        [],
        True,
        "Example Co, LLC",
    )
    assert file.lines_by_kind == {"item": 4, "detail": 0, "layout": 10, "total": 3, "footer": 1}


def test_a_subtotal_that_does_not_foot_is_an_error_of_its_line() -> None:
    wrong = [line.replace("$450.00", "$451.00") for line in LINES]

    file = read(_report(*wrong))

    assert codes(file) == [("subtotal_does_not_foot", 13)]
    assert not file.is_sound


def test_a_total_that_does_not_foot_is_an_error() -> None:
    file = read(_report(*LINES[:-1], 'TOTAL,,,,,,,"$2,450.01"'))

    assert (codes(file), file.facts.agrees_to_total) == ([("total_does_not_foot", 14)], False)


def test_a_job_counts_in_its_customer() -> None:
    lines = (
        "Acme,,,,,,,",
        ",03/01/2026,Invoice,1,Y,,A/R,100.00",
        "Acme:Roof,,,,,,,",
        ",03/02/2026,Invoice,2,Y,,A/R,50.00",
        "Total for Acme:Roof,,,,,,,$50.00",
        "Total for Acme with sub-customers,,,,,,,$150.00",
        "TOTAL,,,,,,,$150.00",
    )

    file = read(_report(*lines))

    assert codes(file) == []
    assert [item.party_name for item in file.items] == ["Acme", "Acme:Roof"]


@pytest.mark.parametrize(
    "name", ["2001", "03/01/2026", "Total", "Total for life Ltd", '"Monday, Inc"']
)
def test_a_group_whose_name_looks_like_something_else_is_a_group(name: str) -> None:
    total = name.replace('"', "")
    lines = (
        f"{name},,,,,,,",
        ",03/01/2026,Invoice,1,Y,,A/R,100.00",
        f'"Total for {total}",,,,,,,$100.00',
        "TOTAL,,,,,,,$100.00",
    )

    file = read(_report(*lines))

    assert codes(file) == []
    assert kinds(file)[5:9] == ["layout", "item", "total", "total"]


def test_a_row_below_a_subtotal_is_of_no_customer() -> None:
    row = f",03/02/2026,Invoice,9,Y,,{RECEIVABLE},1.00"

    file = read(_report(*LINES[:5], row, 'TOTAL,,,,,,,"$2,001.00"'))

    assert [item.party_name for item in file.items][-2:] == ["Acme Freight", ""]
    assert codes(file) == []


def test_a_subtotal_of_no_group_is_remarked() -> None:
    lines = (",03/01/2026,Invoice,1,Y,,A/R,100.00", "Total for Acme,,,,,,,$1.00")

    file = read(_report(*lines, "TOTAL,,,,,,,$100.00"))

    assert codes(file) == [("subtotal_of_no_group", None)]


def test_a_payment_credited_to_receivables_is_money_received() -> None:
    line = f",03/02/2026,Payment,881,Y,,{RECEIVABLE},-100.00"

    file = read(_report(line, "TOTAL,,,,,,,-$100.00"))

    assert (amounts(file), codes(file)) == (["100.00 USD"], [])


@pytest.mark.parametrize("printed", ["-100", "-$100", "$(100.00)", "(100.00)"])
def test_negatives_are_read_as_quickbooks_prints_them(printed: str) -> None:
    line = f",03/02/2026,Credit Memo,881,Y,,{RECEIVABLE},{printed}"

    assert amounts(read(_report(line, "TOTAL,,,,,,,-$100.00"))) == ["-100.00 USD"]


def test_zero_payments_voids_and_deleted_accounts_are_read() -> None:
    lines = (
        f",03/02/2026,Payment,,Y,,{BANK} (deleted),0.00",
        f",03/02/2026,Invoice,INV-9,Y,Voided,{RECEIVABLE},0.00",
    )

    file = read(_report(*lines, "TOTAL,,,,,,,0.00"))

    assert [item.status for item in file.items] == [PaymentStatus.UNKNOWN, PaymentStatus.VOID]
    assert codes(file) == [("no_document_number", None)]


def test_a_blank_or_repeated_number_keeps_rows_apart() -> None:
    lines = (
        f",03/02/2026,Invoice,7,Y,,{RECEIVABLE},1.00",
        f",03/02/2026,Invoice,7,Y,,{RECEIVABLE},1.00",
        f",03/02/2026,Invoice,,Y,,{RECEIVABLE},1.00",
    )

    items = read(_report(*lines, "TOTAL,,,,,,,3.00")).items

    assert [item.source_id for item in items[:2]] == ["7", "7"]
    assert items[2].source_id.startswith("row-")
    assert not any(item.has_own_id for item in items)


def test_what_is_not_posted_is_set_aside() -> None:
    line = f",03/02/2026,Estimate,7,N,,{RECEIVABLE},1.00"

    assert read(_report(line, "TOTAL,,,,,,,1.00")).items[0].set_aside == "not_posted"


OLD = ",Date,Transaction Type,Num,Posting,Memo/Description,Account,Amount"
NEW = ",Transaction date,Transaction type,No.,Posting (Y/N),Description,Account full name,Amount"


@pytest.mark.parametrize("header", [OLD, NEW])
def test_old_and_new_column_names_mean_the_same(header: str) -> None:
    renamed = read(report("Transaction List by Customer", header, *LINES))

    assert renamed.items == read(_report(*LINES)).items
    assert renamed.format == "quickbooks_transaction_list"


def test_a_report_without_its_end_is_reported_as_cut_off() -> None:
    whole = _report(*LINES)

    assert codes(read(whole[: whole.index("TOTAL,")])) == [("truncated", None)]


@pytest.mark.parametrize(
    ("line", "where"),
    [
        (f",03/02/2026,Invoice,7,Y,,{RECEIVABLE},=1+1", (6, "amount")),
        (f',03/02/2026,Invoice,7,Y,,{RECEIVABLE},"1.234,56"', (6, "amount")),
        (f",03/02/2026,Invoice,7,Y,,{RECEIVABLE},1.00,9", (6, "")),
        (f",,Invoice,7,Y,,{RECEIVABLE},1.00", (6, "date")),
        (f",soon,Invoice,7,Y,,{RECEIVABLE},1.00", (6, "date")),
    ],
)
def test_a_broken_row_refuses_the_file(line: str, where: tuple[int | None, str]) -> None:
    assert place(_report(line, "TOTAL,,,,,,,1.00")) == where


def test_a_formula_in_a_number_is_never_repeated() -> None:
    line = f',03/02/2026,Invoice,"=HYPERLINK(1)",Y,,{RECEIVABLE},1.00'

    item = read(_report(line, "TOTAL,,,,,,,1.00")).items[0]

    assert (item.references, item.label) == ((), item.source_id)
    assert item.source_id.startswith("row-")


def test_a_repeated_column_with_other_cells_is_refused() -> None:
    header = HEADER + ",Amount"
    line = f",03/02/2026,Invoice,7,Y,,{RECEIVABLE},1.00,2.00"

    assert place(report("List", header, line)) == (6, "amount")


def test_a_missing_column_makes_it_unknown() -> None:
    assert "no export" in refusal(report("List", HEADER.replace(",Amount", ""), *LINES)).reason
