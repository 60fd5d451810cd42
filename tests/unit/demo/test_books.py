"""The other systems' exports: layout as the vendors print it, and what is planted where."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from suitehouse.demo.books.canaries import QUICKBOOKS, STRIPE, export_canaries
from suitehouse.demo.books.invoices import CrmInvoice, Months, last_full_months
from suitehouse.demo.books.quickbooks import write_invoice_list
from suitehouse.demo.books.stripe import write_payout_report

MONTHS = Months(date(2026, 8, 1), date(2026, 10, 31))
PRINTED_AT = datetime(2026, 11, 25, 14, 43, tzinfo=UTC)


def _invoice(number: int) -> CrmInvoice:
    statuses = {0: "Unpaid", 1: "Cancelled", 2: ""}
    return CrmInvoice(
        id=f"{number:08d}-0000-4000-a000-000000000000",
        number=number,
        account_name="Harbor Foods, S.A.",
        amount=Decimal(number * 1_000) + Decimal("0.45"),
        currency="USD" if number % 5 == 0 else "EUR",
        rate=Decimal("1.0873") if number % 5 == 0 else Decimal(1),
        on=date(2026, 7, 20) + timedelta(days=number),
        status=statuses.get(number % 12, "Paid"),
        is_deleted=number == 40,
        shares_number=False,
    )


@pytest.fixture
def invoices() -> list[CrmInvoice]:
    return [_invoice(number) for number in range(1, 110)]


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_the_months_are_the_full_ones_before_now() -> None:
    assert last_full_months(datetime(2026, 1, 15, tzinfo=UTC), 3) == Months(
        date(2025, 10, 1), date(2025, 12, 31)
    )


def test_the_invoice_list_has_quickbooks_layout(tmp_path: Path, invoices: list[CrmInvoice]) -> None:
    path = tmp_path / "list.csv"

    write_invoice_list(path, invoices, MONTHS, printed_at=PRINTED_AT, seed=1)

    rows = _rows(path)
    assert [row[0] for row in rows[:3]] == [
        "Our Company, GmbH",
        "Invoice List by Date",
        "August 1 - October 31, 2026",
    ]
    assert rows[3] == []
    assert rows[4][:9] == [
        "", "Date", "Transaction type", "Num", "Name", "Memo/Description", "Due date", "Amount",
        "Open balance",
    ]  # fmt: skip
    assert rows[-5][0] == "TOTAL"
    assert rows[-4:-1] == [[], [], []]
    assert rows[-1][0] == " Wednesday, November 25, 2026 02:43 PM GMT+00:00"
    assert all(row[0] == "" for row in rows[5:-5])


def test_amounts_have_commas_and_negatives_come_in_both_spellings(
    tmp_path: Path, invoices: list[CrmInvoice]
) -> None:
    path = tmp_path / "list.csv"

    write_invoice_list(path, invoices, MONTHS, printed_at=PRINTED_AT, seed=1)

    amounts = [row[7] for row in _rows(path)[5:-5]]
    assert "-$200.00" in amounts
    assert sum(amount.startswith("$(") for amount in amounts) == 1
    assert sum("," in amount for amount in amounts) > 50


def test_every_kind_of_break_is_planted_once_or_more(
    tmp_path: Path, invoices: list[CrmInvoice]
) -> None:
    erp = write_invoice_list(tmp_path / "e", invoices, MONTHS, printed_at=PRINTED_AT, seed=1)
    processor = write_payout_report(tmp_path / "p", invoices, MONTHS, seed=1)

    assert Counter(each.kind for each in erp) == {
        "status_mismatch": 3, "partial_payment": 1, "amount_mismatch": 1, "rounding": 2,
        "sign_reversed": 1, "currency_mismatch": 1, "wrong_reference": 1, "missing_in_crm": 4,
        "missing_in_erp": 2, "timing": 1, "duplicate": 1, "credit_unapplied": 1,
    }  # fmt: skip
    assert Counter(each.kind for each in processor) == {
        "overpayment": 1, "rounding": 1, "currency_mismatch": 1, "sign_reversed": 1,
        "fee_mismatch": 1, "wrong_reference": 1, "missing_in_crm": 3, "missing_in_processor": 3,
        "duplicate": 1, "overlap_duplicate": 1, "refund": 1, "partial_refund": 1, "dispute": 1,
        "dispute_reversed": 1, "status_mismatch": 1,
    }  # fmt: skip


def test_no_invoice_bears_two_planted_breaks_of_a_side(
    tmp_path: Path, invoices: list[CrmInvoice]
) -> None:
    planted = write_invoice_list(tmp_path / "e", invoices, MONTHS, printed_at=PRINTED_AT, seed=1)

    uses = Counter(each.reference for each in planted)

    assert uses.most_common(1)[0][1] == 1


def test_the_payout_report_reads_back_and_nets_except_where_planted(
    tmp_path: Path, invoices: list[CrmInvoice]
) -> None:
    path = tmp_path / "payouts.csv"

    write_payout_report(path, invoices, MONTHS, seed=1)

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wrong = [row for row in rows if _gap(row)]
    assert [_gap(row) for row in wrong] == [Decimal("-1.50")]
    assert {row["reporting_category"] for row in rows} == {
        "charge", "refund", "dispute", "dispute_reversal", "fee",
    }  # fmt: skip
    assert {"eur", "EUR", "usd"} <= {row["currency"] for row in rows}
    assert {row["created_utc"][:10] for row in rows} >= {"2026-08-01", "2026-10-31"}
    assert all("2026-08-01" <= row["created_utc"][:10] <= "2026-10-31" for row in rows)


def _gap(row: dict[str, str]) -> Decimal:
    return Decimal(row["net"]) - (Decimal(row["gross"]) - Decimal(row["fee"]))


# What a system makes: dates, amounts, codes, ids.
WITHOUT_TEXT = {
    QUICKBOOKS: {"", "Date", "Transaction type", "Due date", "Amount", "Open balance", "Currency"},
    STRIPE: {
        "automatic_payout_id", "automatic_payout_effective_at_utc", "balance_transaction_id",
        "created_utc", "available_on_utc", "currency", "gross", "fee", "net",
        "reporting_category", "source_id", "charge_id", "customer_facing_amount",
        "customer_facing_currency",
    },
}  # fmt: skip


@pytest.mark.parametrize("name", [QUICKBOOKS, STRIPE])
def test_every_column_where_a_person_may_stand_holds_its_canary(
    tmp_path: Path, invoices: list[CrmInvoice], name: str
) -> None:
    write_invoice_list(tmp_path / QUICKBOOKS, invoices, MONTHS, printed_at=PRINTED_AT, seed=1)
    write_payout_report(tmp_path / STRIPE, invoices, MONTHS, seed=1)
    planted = export_canaries(name)

    rows = _rows(tmp_path / name)

    header = next(row for row in rows if len([cell for cell in row if cell]) > 5)
    below = [row for row in rows if len(row) == len(header)]
    assert set(header) == {*planted, *WITHOUT_TEXT[name]}
    for column, text in planted.items():
        place = header.index(column)
        assert sum(text in row[place] for row in below) == 1, column


def test_exports_name_who_was_billed_and_paid(tmp_path: Path, invoices: list[CrmInvoice]) -> None:
    known = [
        replace(each, contact_name="Ada Harbor", contact_email="ada@harbor.example")
        for each in invoices
    ]

    write_invoice_list(tmp_path / "e", known, MONTHS, printed_at=PRINTED_AT, seed=1)
    write_payout_report(tmp_path / "p", known, MONTHS, seed=1)

    names = Counter(row[4] for row in _rows(tmp_path / "e")[5:-5])
    with (tmp_path / "p").open(encoding="utf-8", newline="") as file:
        addresses = Counter(row["customer_email"] for row in csv.DictReader(file))
    assert names["Harbor Foods, S.A."] > names["HARBOR FOODS, S.A."] > 5
    assert addresses["ada@harbor.example"] > addresses["ADA@HARBOR.EXAMPLE"] > 5


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path, invoices: list[CrmInvoice]) -> None:
    for name in ("one", "two"):
        write_payout_report(tmp_path / name, invoices, MONTHS, seed=3)

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_month_without_any_paid_invoice_still_writes_files(tmp_path: Path) -> None:
    unpaid = [_invoice(12 * number) for number in range(1, 9)]

    write_payout_report(tmp_path / "p", unpaid, MONTHS, seed=1)

    assert len(_rows(tmp_path / "p")) > 1


def test_the_reference_page_names_the_planted_kinds(
    tmp_path: Path, invoices: list[CrmInvoice]
) -> None:
    page = (Path(__file__).parents[3] / "docs/reference/demo.md").read_text(encoding="utf-8")
    rows = {
        line.split("|")[1].strip(): line for line in page.splitlines() if "invoices and" in line
    }
    planted = {
        "invoices and QuickBooks": write_invoice_list(
            tmp_path / "e", invoices, MONTHS, printed_at=PRINTED_AT, seed=1
        ),
        "invoices and Stripe": write_payout_report(tmp_path / "p", invoices, MONTHS, seed=1),
    }

    for name, breaks in planted.items():
        assert set(re.findall(r"`(\w+)`", rows[name])) == {each.kind for each in breaks}
