"""What frames every QuickBooks report: footers in several forms, groups without end."""

from __future__ import annotations

import pytest
from accounting_files import FOOTER, codes, kinds, read, report

CONTACTS = ",Customer full name,Phone numbers,Email,Full name,Bill address,Ship address"


@pytest.mark.parametrize(
    "footer",
    [
        " Wednesday, April 01, 2026 02:44 PM GMT-05:00",
        "Wednesday, 1 April 2026 02:44 PM GMT+01:00",
        "Accrual Basis  Wednesday, April 01, 2026 02:44 PM GMT-05:00",
        "Cash basis",
    ],
)
def test_a_footer_is_known_without_a_total_above_it(footer: str) -> None:
    raw = report("Customer Contact List", CONTACTS, ",Acme,,,,,").replace(
        FOOTER, f'"{footer}",,,,,,'
    )

    assert kinds(read(raw))[-1] == "footer"
    assert codes(read(raw)) == []


@pytest.mark.parametrize("name", ["Monday, Inc", "Sunday, Monday and Sons", "Cash Basis Ltd"])
def test_a_name_that_begins_like_a_footer_is_a_name(name: str) -> None:
    raw = report("Customer Contact List", CONTACTS, f',"{name}",,,,,')

    assert [item.party_name for item in read(raw).items] == [name]


def test_groups_that_never_end_do_not_pile_up() -> None:
    header = ",Date,Transaction type,Memo/Description,Transaction number,Amount"
    groups = [
        line
        for number in range(200)
        for line in (f"Customer {number},,,,,", f",03/01/2026,Invoice,,INV-{number},1.00")
    ]

    file = read(report("Invoices and Received Payments", header, *groups, "TOTAL,,,,,200.00"))

    assert [item.party_name for item in file.items[-2:]] == ["Customer 198", "Customer 199"]
    assert (codes(file), file.facts.agrees_to_total) == ([], True)
