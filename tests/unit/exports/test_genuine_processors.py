"""Processors' files as others published them, to counts and totals that were added up by hand.

They lie outside the repository, in the folder that SUITEHOUSE_TEST_SHARED names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from genuine import SHARED

from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile
from suitehouse.ledger.item import PaymentStatus

# By file: its format, then count and sum of each kind, reason set aside and currency.
FILES = {
    "own/stripe_payout_reconciliation.csv": (
        "stripe_payout_reconciliation",
        {
            ("charge", "", "USD"): (2, "1308.50"),
            ("refund", "", "USD"): (1, "-200.00"),
            ("dispute", "", "USD"): (1, "-50.00"),
            ("fee", "", "USD"): (1, "-2.00"),
            ("charge", "", "JPY"): (1, "15000"),
        },
    ),
    "stripe/single_payout.csv": (
        "stripe_payout_reconciliation",
        {
            ("charge", "", "USD"): (3, "514.99"),
            ("refund", "", "USD"): (1, "-50.00"),
            ("fee", "", "USD"): (1, "0.00"),
            ("payout", "", "USD"): (1, "-448.91"),
        },
    ),
    "stripe/dashboard_payments_semicolon.csv": (
        "stripe_payments",
        {("charge", "", "THB"): (622, "284332.30")},
    ),
    "stripe/dashboard_unified_payments.csv": (
        "stripe_payments",
        {("charge", "", "THB"): (1, "534.80")},
    ),
    "stripe/api_balance_transaction.csv": (
        "stripe_balance_transactions",
        {("charge", "", "USD"): (8, "211303.18"), ("payout", "", "USD"): (1, "-187.59")},
    ),
    "stripe/api_charge.csv": (
        "stripe_charges",
        {("charge", "failed", "USD"): (16, "66776.96")},
    ),
    "stripe/api_refund.csv": (
        "stripe_refunds",
        {("refund", "", "USD"): (4, "-23914.21")},
    ),
    "stripe/api_dispute.csv": (
        "stripe_disputes",
        {
            ("dispute", "", "USD"): (8, "-6603.00"),
            ("dispute", "reversed", "USD"): (3, "-78.98"),
            ("dispute", "memo", "USD"): (1, "-7.00"),
        },
    ),
    "stripe/api_payout.csv": (
        "stripe_payouts",
        {("payout", "", "USD"): (15, "-214715.24")},
    ),
    "own/paypal_stl.csv": (
        "paypal_settlement",
        {
            ("charge", "", "USD"): (1, "1200.00"),
            ("charge", "", "JPY"): (1, "15000"),
            ("charge", "", "BRL"): (1, "22.00"),
            ("refund", "", "USD"): (1, "-200.00"),
            ("conversion", "", "BRL"): (1, "-18.40"),
            ("conversion", "", "USD"): (1, "3.27"),
            ("dispute", "", "USD"): (1, "-50.00"),
            ("fee", "", "USD"): (1, "-20.00"),
            ("payout", "", "USD"): (1, "-898.17"),
        },
    ),
    "own/paypal_activity_download.csv": (
        "paypal_activity",
        {
            ("charge", "", "USD"): (1, "1200.00"),
            ("charge", "pending", "USD"): (1, "75.00"),
            ("refund", "", "USD"): (1, "-200.00"),
            ("payout", "", "USD"): (1, "-898.17"),
        },
    ),
    "paypal/activity_header_bom.csv": ("paypal_activity", {}),
    "paypal/activity_reduced.csv": (
        "paypal_activity",
        {("other", "", "EUR"): (10, "-244.57")},
    ),
    "own/adyen_settlement_detail.csv": (
        "adyen_settlement_detail",
        {
            ("charge", "", "EUR"): (2, "367.00"),
            ("refund", "", "EUR"): (1, "-50.00"),
            ("dispute", "", "EUR"): (1, "-80.00"),
            ("fee", "", "EUR"): (1, "-2.40"),
            ("payout", "", "EUR"): (1, "-213.85"),
        },
    ),
    "own/square_transactions.csv": (
        "square_transactions",
        {("charge", "", "USD"): (2, "1092.00"), ("refund", "", "USD"): (1, "-1080.00")},
    ),
}
FINDINGS = {
    "stripe/dashboard_payments_semicolon.csv": ["spreadsheet_damage"],
    "own/paypal_activity_download.csv": ["ambiguous_dates"],
    "paypal/activity_header_bom.csv": ["no_rows"],
    "paypal/activity_reduced.csv": ["other_category", "unknown_zone"],
}


def _read(name: str) -> ExportFile:
    path = SHARED / "exports" / name
    if not path.is_file():
        pytest.fail(f"no sample export {path}; set SUITEHOUSE_TEST_SHARED")
    return read_export(path.name, path.read_bytes(), Books("USD"))


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_published_file_is_read_to_the_last_row(name: str) -> None:
    known, totals = FILES[name]

    file = _read(name)

    amounts: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for item in file.items:
        key = (item.kind.value, item.set_aside, item.money.currency)
        amounts[key].append(item.money.amount)
    assert file.format == known
    assert {key: (len(each), sum(each)) for key, each in amounts.items()} == {
        key: (count, Decimal(amount)) for key, (count, amount) in totals.items()
    }
    assert [finding.code for finding in file.findings] == FINDINGS.get(name, [])
    assert sum(file.lines_by_kind.values()) == file.line_count


@pytest.mark.parametrize("name", ["own/paypal_stl.csv", "own/adyen_settlement_detail.csv"])
def test_a_published_file_with_totals_foots(name: str) -> None:
    assert _read(name).facts.agrees_to_total


def test_the_dashboard_s_payments_keep_what_was_charged_and_the_fee_with_its_tax() -> None:
    items = _read("stripe/dashboard_payments_semicolon.csv").items

    charged = Counter(item.charged.currency for item in items if item.charged)
    assert charged == {"EUR": 319, "USD": 197, "MXN": 106}
    assert sum(item.fee or Decimal(0) for item in items) == Decimal("21106.35")
    assert {item.status for item in items} == {PaymentStatus.PAID}
    # 16 have no invoice number, and of 6 a spreadsheet left only a power of ten.
    assert sum(not item.references for item in items) == 22


def test_settlement_and_activity_of_one_account_name_the_same_transactions() -> None:
    settled = {item.source_id: item for item in _read("own/paypal_stl.csv").items}

    for item in _read("own/paypal_activity_download.csv").items:
        if not item.set_aside:
            twin = settled[item.source_id]
            assert (twin.kind, twin.on, twin.at) == (item.kind, item.on, item.at)
            assert (twin.money, twin.link) == (item.money, item.link)
