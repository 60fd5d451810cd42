from __future__ import annotations

from accounting_files import FOOTER, codes, kinds, place, read, report

from suitehouse.ledger.item import ItemKind

HEADER = ",Customer full name,Phone numbers,Email,Full name,Bill address,Ship address"
LINES = (
    ',Acme,555-0100,a@example.com,Ann,"1 Main St\nTown",',
    ",Acme:Roof,,,,,",
    ",Total,,,,,",
    ',"Monday, Inc",,,,,',
)


def _list(*lines: str, header: str = HEADER) -> str:
    return report("Customer Contact List", header, *lines, days="")


def test_each_row_is_a_customer_even_with_a_name_alone() -> None:
    items = read(_list(*LINES)).items

    assert [(item.kind, item.party_name, item.party_email) for item in items] == [
        (ItemKind.CUSTOMER, "Acme", "a@example.com"),
        (ItemKind.CUSTOMER, "Acme:Roof", ""),
        (ItemKind.CUSTOMER, "Total", ""),
        (ItemKind.CUSTOMER, "Monday, Inc", ""),
    ]


def test_a_header_without_the_empty_cell_changes_nothing() -> None:
    plain = _list(*(line[1:] for line in LINES), header=HEADER[1:])

    assert kinds(read(plain))[5:9] == ["item"] * 4


def test_lines_are_accounted_for_and_customers_cover_no_period() -> None:
    file = read(_list(*LINES))

    assert file.lines_by_kind == {"item": 5, "detail": 0, "layout": 8, "total": 0, "footer": 1}
    assert (file.covers, file.facts.entity, codes(file)) == (None, "Example Co, LLC", [])


def test_old_column_names_mean_the_same() -> None:
    old = ",Customer,Phone Numbers,Email,Full Name,Billing Address,Shipping Address"

    assert read(_list(*LINES, header=old)).items == read(_list(*LINES)).items


def test_a_list_without_footer_may_be_cut_off() -> None:
    whole = _list(*LINES)

    assert codes(read(whole.replace(FOOTER, ""))) == [("truncated", None)]


def test_a_row_without_a_name_refuses_the_file() -> None:
    assert place(_list(",,555-0100,a@example.com,,,")) == (6, "customer full name")


def test_a_row_with_a_cell_too_many_refuses_the_file() -> None:
    assert place(_list(",Acme,555-0100,a@example.com,,,,more")) == (6, "")
