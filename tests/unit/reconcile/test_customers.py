"""Customers of the CRM beside those of the ERP, told by who they are and never shown."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from books import (
    ERP,
    CustomerLanding,
    Invoice,
    Landing,
    only,
    quickbooks,
    reconciled_with,
    token,
    told,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from suitehouse.privacy.normalisation import normal_form
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.parties import PartyTokens

CUSTOMERS = "crm_customers_to_erp"
_HEADER = "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAddressLine1\n"


def xero(*rows: str) -> dict[str, bytes]:
    """A list of contacts, and a list of invoices that says which time is meant."""
    dated = (
        "ContactName,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,InvoiceAmountDue,Type,Status,"
        "Currency\nSomebody,INV-1,,2026-03-10,2026-04-10,100.00,0.00,Sales invoice,Paid,USD\n"
    )
    body = "".join(f"{row},,,\n" for row in rows)
    return {"contacts.csv": (_HEADER + body).encode(), "invoices.csv": dated.encode()}


def crm(**accounts: str) -> CustomerLanding:
    landing = CustomerLanding([])
    for key, name in accounts.items():
        landing.add_account(key, name)
    return landing


def outcomes(landing: Landing, folder: Path, *rows: str) -> list[str]:
    report = reconciled_with(landing, folder, xero(*rows))
    return sorted(
        f"{row.side}: {row.reason or row.break_kind or row.status}"
        for row in only(report, CUSTOMERS).rows()
        if row.reason != "not_a_customer"
    )


def test_customers_are_paired_by_name_whatever_its_case(tmp_path: Path) -> None:
    found = outcomes(crm(a="Hotel Alpenblick"), tmp_path / "x", "HOTEL  alpenblick,C1,")

    assert found == ["crm: matched", "erp: matched"]


def test_a_sole_trader_is_paired_by_token(tmp_path: Path) -> None:
    landing = crm(a=token("name", "Anna Berger"))

    assert outcomes(landing, tmp_path / "x", "anna berger,C1,") == ["crm: matched", "erp: matched"]


def test_customers_without_the_same_name_are_paired_by_address(tmp_path: Path) -> None:
    landing = crm()
    landing.add_account(
        "a", "Alpenblick", email=token("email", "rez@alpenblick.it") + "@alpenblick.it"
    )

    found = outcomes(landing, tmp_path / "x", "Hotel Alpenblick,C1,REZ@alpenblick.it")

    assert found == ["crm: matched", "erp: matched"]


def test_each_side_says_whom_the_other_does_not_know(tmp_path: Path) -> None:
    found = outcomes(crm(a="Only Here"), tmp_path / "x", "Only There,C1,")

    assert found == ["crm: missing_in_erp", "erp: missing_in_crm"]


def test_two_of_one_name_are_duplicates(tmp_path: Path) -> None:
    found = outcomes(crm(a="Acme"), tmp_path / "x", "Acme,C1,", "ACME,C2,")

    assert found == ["crm: duplicate", "erp: duplicate", "erp: duplicate"]


def test_an_account_without_business_is_no_customer(tmp_path: Path) -> None:
    landing = crm()
    landing.add_account("a", "Some Prospect", kind="Prospect")
    landing.add_account("b", "Gone", deleted=True)

    found = outcomes(landing, tmp_path / "x", "Other,C1,")

    assert found == ["crm: deleted", "crm: no_partner_due", "erp: missing_in_crm"]


def test_an_invoice_makes_an_account_a_customer(tmp_path: Path) -> None:
    landing = CustomerLanding()
    landing.fill("aos_invoices", [(*Invoice(1).row, "a", "")])
    landing.add_account("a", "Billed", kind="Prospect")

    assert outcomes(landing, tmp_path / "x", "Other,C1,") == [
        "crm: missing_in_erp",
        "erp: missing_in_crm",
    ]


def test_a_list_of_invoices_is_no_list_of_customers(tmp_path: Path) -> None:
    files = {"invoices.csv": xero()["invoices.csv"]}
    report = reconciled_with(crm(a="Acme"), tmp_path / "x", files)

    assert [done.definition.name for done in report.reconciliations] == ["crm_invoices_to_erp"]


def test_without_accounts_in_the_warehouse_it_says_what_to_do(tmp_path: Path) -> None:
    report = reconciled_with(Landing(), tmp_path / "x", xero("Acme,C1,"))

    assert [done.definition.name for done in report.reconciliations] == ["crm_invoices_to_erp"]
    ((name, reason),) = [(each.name, each.reason) for each in report.not_run]
    assert name == CUSTOMERS
    assert "suitehouse capture --tables accounts" in reason


def test_no_output_names_anybody(tmp_path: Path) -> None:
    landing = crm(a="Hotel Alpenblick", b="Only Here")
    report = reconciled_with(
        landing, tmp_path / "x", xero("Hotel Alpenblick,C1,a@b.it", "Solo,C2,")
    )
    write_outputs(report, tmp_path / "out")

    written = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())
    assert b"Alpenblick" not in written
    assert b"Only Here" not in written
    assert b"Solo" not in written
    assert b"a@b.it" not in written


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ("Bolt", "customer_mismatch"),
        ("ACME", "matched"),
        ("Acme Incorporated", "matched"),
        ("", "matched"),
    ],
)
def test_a_document_of_another_customer_is_a_break(
    tmp_path: Path, theirs: str, expected: str
) -> None:
    landing = CustomerLanding()
    for number, account in ((1, "a"), (2, "b")):
        landing.fill("aos_invoices", [(*Invoice(number, status="Paid").row, account, "")])
    landing.add_account("a", "Acme")
    landing.add_account("b", token("name", "Bolt"))
    rows = (
        f"03/10/2026,Invoice,INV-1,{theirs},,04/10/2026,100.00,0.00",
        "03/10/2026,Invoice,INV-2,Bolt,,04/10/2026,100.00,0.00",
    )

    report = reconciled_with(landing, tmp_path / "x", {"q.csv": quickbooks(*rows)})

    done = told(report, ERP)
    assert (done["id-1"], done["id-2"]) == (expected, "matched")


def _plain(privacy_class: str, values: pl.Series) -> pl.Series:
    """What tokens stand for: the one spelling of each value."""
    return f"{privacy_class}:" + normal_form(privacy_class, values)


names = st.lists(
    st.sampled_from(["Acme", "ACME ", "Bergmann", "Berg mann", "Ünal", "u\u0308nal", "Zed"]),
    min_size=1,
    max_size=5,
)


@settings(max_examples=8, deadline=None)
@given(names, names)
def test_tokens_give_what_plain_names_give(
    tmp_path_factory: pytest.TempPathFactory, ours: list[str], theirs: list[str]
) -> None:
    files = xero(*(f'"{name}",C{at},' for at, name in enumerate(theirs)))
    accounts = {f"a{at}": name for at, name in enumerate(ours)}
    folder = tmp_path_factory.mktemp("files")

    by_token = reconciled_with(crm(**accounts), folder, files)
    by_name = reconciled_with(crm(**accounts), folder, files, parties=PartyTokens(_plain))

    assert told(by_token, CUSTOMERS) == told(by_name, CUSTOMERS)
