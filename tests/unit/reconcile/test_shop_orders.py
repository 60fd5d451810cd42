"""Quotes of the CRM beside the orders of a shop."""

from __future__ import annotations

from pathlib import Path

from books import POLICY, CustomerLanding, reconciled_with, token, told

ORDERS = "crm_orders_to_commerce"
_HEADER = (
    "Name,Email,Financial Status,Total,Currency,Created at,Lineitem name,Billing Name,"
    "Payment Reference,Notes\n"
)


def order(
    name: str,
    total: str = "100.00",
    *,
    customer: str = "Anna Berger",
    note: str = "",
    status: str = "paid",
) -> str:
    return (
        f"{name},a@b.it,{status},{total},USD,2026-03-14 17:41:00 +0000,Chair,{customer},,{note}\n"
    )


def outcomes(landing: CustomerLanding, folder: Path, *orders: str, prefix: str = "") -> list[str]:
    files = {"orders.csv": (_HEADER + "".join(orders)).encode()}
    policy = POLICY.model_copy(update={"quote_prefix": prefix})
    report = reconciled_with(landing, folder, files, policy=policy, month="2026-03")
    return sorted(told(report, ORDERS).values())


def test_a_quote_whose_title_is_the_orders_name_is_that_order(tmp_path: Path) -> None:
    landing = CustomerLanding()
    landing.add_quote(7, token("free_text", "#1001"))

    assert outcomes(landing, tmp_path / "x", order("#1001")) == ["matched", "matched"]


def test_amounts_that_differ_are_a_break(tmp_path: Path) -> None:
    landing = CustomerLanding()
    landing.add_quote(7, token("free_text", "#1001"), amount="90.00")

    assert outcomes(landing, tmp_path / "x", order("#1001")) == ["amount_mismatch"] * 2


def test_equal_numbers_alone_mean_nothing(tmp_path: Path) -> None:
    landing = CustomerLanding()
    landing.add_quote(1001, token("free_text", "Chairs for the hall"))

    found = outcomes(landing, tmp_path / "x", order("#1001"), prefix="QUO-")

    assert found == ["missing_in_commerce", "missing_in_crm"]


def test_a_shop_may_name_the_quote(tmp_path: Path) -> None:
    landing = CustomerLanding()
    landing.add_quote(7, "", account="a")

    found = outcomes(landing, tmp_path / "x", order("QUO-0007"), prefix="QUO-")

    assert found == ["matched", "matched"]


def test_the_same_customer_amount_and_time_are_one_order(tmp_path: Path) -> None:
    landing = CustomerLanding()
    landing.add_account("a", token("name", "Anna Berger"))
    landing.add_quote(7, token("free_text", "Chairs"), account="a")

    assert outcomes(landing, tmp_path / "x", order("#1001")) == ["matched", "matched"]


def test_two_orders_that_would_fit_are_none(tmp_path: Path) -> None:
    landing = CustomerLanding()
    landing.add_account("a", token("name", "Anna Berger"))
    landing.add_quote(7, token("free_text", "Chairs"), account="a")

    found = outcomes(landing, tmp_path / "x", order("#1001"), order("#1002"))

    assert found == ["missing_in_commerce", "missing_in_crm", "missing_in_crm"]


def test_a_quote_that_was_lost_or_is_only_offered_is_due_nothing(tmp_path: Path) -> None:
    landing = CustomerLanding()
    landing.add_quote(7, token("free_text", "#1"), stage="Closed Lost")
    landing.add_quote(8, token("free_text", "#2"), stage="Negotiation")

    found = outcomes(landing, tmp_path / "x", order("#1001"))

    assert found == ["cancelled", "missing_in_crm", "no_partner_due"]
