"""CRM invoices against Stripe: charges match, what follows them is named, the rest is no income."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import PROCESSOR, Invoice, charge, only, reconciled, stripe, told

from suitehouse.ledger.item import ItemKind
from suitehouse.reconcile import run
from suitehouse.reconcile.definition import load_definitions

PAID = Invoice(4001, status="Paid")


def _told(tmp_path: Path, rows: list[str], *invoices: Invoice) -> dict[str, str]:
    report = reconciled(tmp_path, {"s.csv": stripe(*rows)}, *invoices, month="2026-03")
    return told(report, PROCESSOR)


def _follower(transaction: str, category: str, gross: str, charge_id: str) -> str:
    return (
        f"{transaction},2026-03-20 09:00:00,usd,{gross},0.00,{gross},{category},re_1,{charge_id},"
        f"Customer asked,{gross},usd,INV-4001"
    )


def test_a_charge_matches_the_invoice_its_metadata_names(tmp_path: Path) -> None:
    results = _told(tmp_path, [charge("txn_1", "INV-4001")], PAID)

    assert results == {"id-4001": "matched", "txn_1": "matched"}


def test_only_kinds_that_a_definition_lets_follow_are_named_by_their_charge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    definition = load_definitions()[PROCESSOR]
    without = definition.right.model_copy(update={"follows": (ItemKind.DISPUTE,)})
    changed = definition.model_copy(update={"right": without})
    monkeypatch.setattr(run, "load_definitions", lambda: {PROCESSOR: changed})
    refund = _follower("txn_2", "refund", "-40.00", "ch_txn_1")

    report = reconciled(tmp_path, {"s.csv": stripe(charge("txn_1", "INV-4001"), refund)}, PAID)

    reconciliation = report.reconciliations[0]
    refunds = [row.reason for row in reconciliation.rows() if row.kind is ItemKind.REFUND]
    assert reconciliation.breaks == []
    assert refunds == ["other_activity"]
    assert report.foots


def test_an_invoice_is_paid_weeks_after_it_was_written(tmp_path: Path) -> None:
    invoice = Invoice(4001, day="2026-01-15", status="Paid")

    assert set(_told(tmp_path, [charge("txn_1", "INV-4001")], invoice).values()) == {"matched"}


def test_what_the_customer_was_charged_is_compared_not_what_was_settled(tmp_path: Path) -> None:
    row = "txn_1,2026-03-12 10:00:00,usd,108.50,3.45,105.05,charge,ch_1,ch_1,,100.00,eur,INV-4001"

    results = _told(tmp_path, [row], Invoice(4001, status="Paid", currency_id="cur-eur"))

    assert set(results.values()) == {"matched"}


@pytest.mark.parametrize(
    ("row", "invoice", "kind"),
    [
        (charge("txn_1", "INV-4001", gross="90.00", net="86.80"), PAID, "partial_payment"),
        (charge("txn_1", "INV-4001", gross="130.00", net="126.80"), PAID, "overpayment"),
        (charge("txn_1", "INV-4001", net="97.00"), PAID, "fee_mismatch"),
        (charge("txn_1", "INV-4001"), Invoice(4001), "status_mismatch"),
        (charge("txn_1", "INV-4001"), Invoice(4001, status="Cancelled"), "status_mismatch"),
        (charge("txn_1", "INV-4010"), PAID, "wrong_reference"),
    ],
)
def test_a_charge_that_differs_is_one_break(
    tmp_path: Path, row: str, invoice: Invoice, kind: str
) -> None:
    assert _told(tmp_path, [row], invoice) == {"id-4001": kind, "txn_1": kind}


def test_only_paid_invoices_are_missed(tmp_path: Path) -> None:
    invoices = (
        Invoice(1, status="Paid"),
        Invoice(2, status="Unpaid"),
        Invoice(3, status=""),
        Invoice(4, "0", status="Paid"),
    )

    results = _told(tmp_path, [charge("txn_1", "INV-9000")], *invoices)

    assert results == {
        "id-1": "missing_in_processor",
        "id-2": "no_partner_due",
        "id-3": "no_partner_due",
        "id-4": "no_partner_due",
        "txn_1": "missing_in_crm",
    }


@pytest.mark.parametrize(("gross", "kind"), [("-100.00", "refund"), ("-40.00", "partial_refund")])
def test_a_refund_is_a_break_beside_the_match_of_its_charge(
    tmp_path: Path, gross: str, kind: str
) -> None:
    rows = [charge("txn_1", "INV-4001"), _follower("txn_2", "refund", gross, "ch_txn_1")]
    report = reconciled(tmp_path, {"s.csv": stripe(*rows)}, PAID, month="2026-03")

    assert told(report, PROCESSOR) == {"id-4001": "matched", "txn_1": "matched", "txn_2": kind}
    done = only(report, PROCESSOR)
    groups = {row.match_group for row in done.rows()}
    assert len(groups) == 1
    assert "" not in groups


def test_two_part_refunds_that_give_all_back_are_full(tmp_path: Path) -> None:
    rows = [
        charge("txn_1", "INV-4001"),
        _follower("txn_2", "refund", "-60.00", "ch_txn_1"),
        _follower("txn_3", "refund", "-40.00", "ch_txn_1"),
    ]

    results = _told(tmp_path, rows, PAID)

    assert (results["txn_2"], results["txn_3"]) == ("refund", "refund")


def test_a_dispute_has_its_own_name(tmp_path: Path) -> None:
    rows = [charge("txn_1", "INV-4001"), _follower("txn_2", "dispute", "-100.00", "ch_txn_1")]

    assert _told(tmp_path, rows, PAID)["txn_2"] == "dispute"


def test_a_follower_of_a_charge_elsewhere_is_still_named(tmp_path: Path) -> None:
    report = reconciled(
        tmp_path,
        {"s.csv": stripe(_follower("txn_2", "refund", "-40.00", "ch_before"))},
        month="2026-03",
    )

    assert told(report, PROCESSOR) == {"txn_2": "refund"}
    assert "not in these files" in only(report, PROCESSOR).breaks[0].explanation


def test_fees_payouts_and_the_like_are_not_income(tmp_path: Path) -> None:
    row = "{},2026-03-12 10:00:00,usd,{},0.00,{},{},,,STRIPE,,,"
    rows = [
        row.format("txn_1", "-2.00", "-2.00", "fee"),
        row.format("txn_2", "-90.00", "-90.00", "payout"),
        row.format("txn_3", "5.00", "5.00", "topup"),
    ]

    results = _told(tmp_path, rows)

    assert results == {"txn_1": "processor_fee", "txn_2": "payout", "txn_3": "other_activity"}


def test_an_invoice_charged_twice_is_one_break_over_three_rows(tmp_path: Path) -> None:
    rows = [charge("txn_1", "INV-4001"), charge("txn_2", "INV-4001", at="2026-03-13 10:00:00")]

    results = _told(tmp_path, rows, PAID)

    assert results == {"id-4001": "duplicate", "txn_1": "duplicate", "txn_2": "duplicate"}


@pytest.mark.parametrize(
    ("gross", "net", "is_whole"), [("200.00", "196.80", True), ("190.00", "186.80", False)]
)
def test_a_charge_for_two_invoices_matches_where_they_add_up_to_it(
    tmp_path: Path, gross: str, net: str, is_whole: bool
) -> None:
    row = charge("txn_1", "", gross=gross, net=net).replace(
        f",,{gross}", f",INV-1 and INV-2,{gross}"
    )

    results = _told(tmp_path, [row], Invoice(1, status="Paid"), Invoice(2, status="Paid"))

    missed = {
        "id-1": "missing_in_processor",
        "id-2": "missing_in_processor",
        "txn_1": "missing_in_crm",
    }
    assert results == (dict.fromkeys(missed, "matched") if is_whole else missed)


def test_instalments_match_the_invoice_that_they_add_up_to(tmp_path: Path) -> None:
    rows = [
        charge("txn_1", "INV-4001", gross="60.00", net="56.80"),
        charge("txn_2", "INV-4001", gross="39.98", net="36.78", at="2026-03-13 10:00:00"),
    ]
    done = only(reconciled(tmp_path, {"s.csv": stripe(*rows)}, PAID, month="2026-03"), PROCESSOR)

    assert {row.status for row in done.rows()} == {"break"}
    [found] = done.breaks
    assert (found.kind.value, str(found.effect)) == ("rounding", "-0.02 USD")
    assert found.explanation == (
        "INV-4001 is 100.00 USD in SuiteCRM but 99.98 USD in Stripe; 0.02 USD is within rounding."
    )
    assert len(found.members) == 3
