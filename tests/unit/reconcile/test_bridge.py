"""From what was invoiced to what the bank received: every cent between two totals in one bucket."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from books import ERP, PROCESSOR, Invoice, charge, quickbooks, reconciled, stripe
from bridge_books import BANK, BOOKS, FILES, INVOICES, MOVEMENTS

from suitehouse.ledger.item import Side
from suitehouse.reconcile.bridge import Bridge, build_bridge
from suitehouse.reconcile.output.bridge_table import BRIDGE_COLUMNS, bridge_csv
from suitehouse.reconcile.output.html_report import report_html
from suitehouse.reconcile.output.summary import summary
from suitehouse.reconcile.report import ReconcileReport

FIRST = "(select item from items where source_id = 'id-1')"
OF_KIND = "item in (select item from items where kind = '{}')"
Told = dict[tuple[str, str], str]


@pytest.fixture
def report(tmp_path: Path) -> ReconcileReport:
    return reconciled(tmp_path, FILES, *INVOICES, month="2026-03")


def _bridge(report: ReconcileReport) -> Bridge:
    assert report.bridge is not None
    assert report.bridge.foots
    return report.bridge


def _totals(bridge: Bridge, currency: str = "USD") -> dict[str, str]:
    steps = bridge.currencies[currency]
    found = [steps[0].start, *(step.end for step in steps)]
    return {total.name: f"{total.tally.amount:.2f}" for total in found}


def _between(bridge: Bridge, end: str, currency: str = "USD") -> Told:
    """The buckets that lead to a total, by name and the system that alone shows the rows."""
    (step,) = [each for each in bridge.currencies[currency] if each.end.name == end]
    return {
        (each.name or each.type, each.side): f"{each.tally.amount:.2f}" for each in step.buckets
    }


def test_each_system_shows_its_total_of_the_period(report: ReconcileReport) -> None:
    assert _totals(_bridge(report)) == {
        "crm_invoiced": "740.00",
        "matched_in_erp": "380.00",
        "erp_total": "749.00",
        "processor_gross": "482.00",
        "after_refunds": "452.00",
        "after_disputes": "445.00",
        "after_fees": "415.80",
        "processor_net": "415.80",
        "payouts": "415.80",
        "bank_received": "415.80",
    }


@pytest.mark.parametrize(
    ("end", "buckets"),
    [
        (
            "matched_in_erp",
            {
                ("matched", ""): "0.00",
                ("amount_mismatch", ""): "-300.00",
                ("cancelled", ""): "-60.00",
            },
        ),
        (
            "erp_total",
            {
                ("matched", ""): "0.00",
                ("amount_mismatch", ""): "310.00",
                ("missing_in_crm", ""): "9.00",
                ("timing", ""): "50.00",
            },
        ),
        (
            "processor_gross",
            {
                ("matched", ""): "0.00",
                ("amount_mismatch", ""): "-10.00",
                ("missing_in_crm", "erp"): "-9.00",
                ("missing_in_crm", "processor"): "7.00",
                ("missing_in_erp", "processor"): "75.00",
                ("no_partner_due", "erp"): "-200.00",
                ("outside_period", "erp"): "-50.00",
                ("partner_outside_period", "erp"): "-80.00",
            },
        ),
        ("after_refunds", {("partial_refund", ""): "-30.00"}),
        ("after_disputes", {("dispute", ""): "-7.00"}),
        (
            "after_fees",
            {("matched", ""): "-12.20", ("dispute", ""): "-15.00", ("processor_fee", ""): "-2.00"},
        ),
        ("processor_net", {}),
        ("payouts", {("matched", ""): "0.00"}),
        ("bank_received", {("matched", ""): "0.00"}),
    ],
)
def test_what_lies_between_two_totals(report: ReconcileReport, end: str, buckets: Told) -> None:
    assert _between(_bridge(report), end) == buckets


def test_another_currency_has_a_bridge_of_its_own(report: ReconcileReport) -> None:
    bridge = _bridge(report)

    assert _totals(bridge, "EUR")["crm_invoiced"] == "70.00"
    assert _between(bridge, "matched_in_erp", "EUR") == {("missing_in_erp", ""): "-70.00"}


def test_what_counts_nowhere_is_told_with_its_reason(report: ReconcileReport) -> None:
    found = {
        (reading.side.value, reason): str(tally.amount.normalize())
        for reading in _bridge(report).readings
        for reason, tally in reading.left_out.items()
    }

    assert found == {
        ("crm", "deleted"): "4E+1",
        ("crm", "outside_period"): "5E+1",
        ("erp", "not_an_invoice"): "-1E+2",
        ("processor", "outside_period"): "8E+1",
        ("bank", "other_activity"): "-5",
    }


@pytest.mark.parametrize(
    ("names", "missing", "unconnected", "chain"),
    [
        (
            ["q.csv"],
            ["processor", "bank"],
            [],
            ["crm_invoiced", "matched_in_erp", "erp_total"],
        ),
        (
            ["s.csv"],
            ["erp", "bank"],
            [],
            [
                "crm_invoiced",
                "processor_gross",
                "after_refunds",
                "after_disputes",
                "after_fees",
                "processor_net",
                "payouts",
            ],
        ),
        (
            ["q.csv", "b.ofx"],
            ["processor"],
            ["bank"],
            ["crm_invoiced", "matched_in_erp", "erp_total"],
        ),
    ],
)
def test_sides_without_files_are_named_and_left_out(
    tmp_path: Path, names: list[str], missing: list[str], unconnected: list[str], chain: list[str]
) -> None:
    files = {name: FILES[name] for name in names}

    report = reconciled(tmp_path, files, *INVOICES, month="2026-03")

    bridge = _bridge(report)
    assert ([*bridge.missing], [*bridge.unconnected]) == (missing, unconnected)
    assert [*_totals(bridge)] == chain
    assert "no file of it" in report_html(report)


def test_without_an_erp_charges_are_led_to_from_the_invoices(tmp_path: Path) -> None:
    report = reconciled(tmp_path, {"s.csv": MOVEMENTS}, *INVOICES, month="2026-03")

    assert _between(_bridge(report), "processor_gross") == {
        ("matched", ""): "0.00",
        ("missing_in_crm", "processor"): "7.00",
        ("converted", ""): "75.00",
        ("cancelled", "crm"): "-60.00",
        ("no_partner_due", "crm"): "-200.00",
        ("partner_outside_period", "crm"): "-80.00",
    }


def test_a_file_of_a_shorter_span_leaves_the_rest_of_the_period_out(tmp_path: Path) -> None:
    april = stripe(charge("txn_9", "INV-9", at="2026-04-20 10:00:00"))
    invoices = (Invoice(1), Invoice(9, day="2026-04-19", status="Paid"))
    erp = quickbooks("03/10/2026,Invoice,INV-1,A,,,100.00,0.00")

    bridge = _bridge(reconciled(tmp_path, {"q.csv": erp, "s.csv": april}, *invoices))

    assert bridge.period.label == "2026-03-01_2026-04-20"
    assert _between(bridge, "matched_in_erp")["outside_period", ""] == "-100.00"


def test_a_repeated_delivery_is_in_no_total(tmp_path: Path) -> None:
    files = {"a.csv": BOOKS, "b.csv": BOOKS}

    bridge = _bridge(reconciled(tmp_path, files, *INVOICES, month="2026-03"))

    assert _totals(bridge)["erp_total"] == "749.00"
    (erp,) = [each for each in bridge.readings if each.side is Side.ERP]
    assert erp.left_out["overlap"].count == 7


@pytest.mark.parametrize(
    ("rows", "buckets"),
    [
        (["po_1,txn_p,{},usd,-90.00,0,-90.00,payout,po_1,,,,,"], {("payout_differs", ""): "-6.80"}),
        (
            ["po_2,txn_p,{},usd,-90.00,0,-90.00,payout,po_2,,,,,"],
            {("payout_not_in_files", ""): "-96.80", ("rows_not_in_files", ""): "90.00"},
        ),
        ([], {("payout_not_in_files", ""): "-96.80"}),
    ],
    ids=["another amount", "another payout", "no payout"],
)
def test_a_payout_is_held_against_the_rows_it_pays_out(
    tmp_path: Path, rows: list[str], buckets: Told
) -> None:
    lines = "".join(f"{row.format('2026-03-15 10:00:00')}\n" for row in rows)
    raw = stripe(charge("txn_1", "INV-1")) + lines.encode()

    bridge = _bridge(reconciled(tmp_path, {"s.csv": raw}, *INVOICES[:1], month="2026-03"))

    assert _between(bridge, "payouts") == buckets


def test_a_net_that_is_not_gross_less_fee_is_told(tmp_path: Path) -> None:
    raw = stripe(charge("txn_1", "INV-1", fee="3.20", net="96.00"))

    bridge = _bridge(reconciled(tmp_path, {"s.csv": raw}, *INVOICES[:1], month="2026-03"))

    assert _between(bridge, "processor_net") == {("fee_mismatch", ""): "-0.80"}


def _again(report: ReconcileReport) -> Bridge:
    bridge = report.bridge
    assert bridge is not None
    done = report.reconciliations
    proofs = {each.definition.name: each.totals for each in done}
    sides = {file.side for file in report.files}
    return build_bridge(done[0].store, bridge.period, proofs, sides)


@pytest.mark.parametrize(
    "change",
    [
        f"delete from {ERP}.fate where item = {FIRST}",
        f"insert into {ERP}.fate select * from {ERP}.fate where item = {FIRST}",
        f"delete from {PROCESSOR}.fate where {OF_KIND.format('charge')}",
        f"delete from {PROCESSOR}.fate where {OF_KIND.format('refund')}",
        f"delete from processor_payouts_to_bank.fate where {OF_KIND.format('payout')}",
        f"update items set amount = amount + 0.01 where item = {FIRST}",
        f"delete from items where item = {FIRST}",
    ],
    ids=["lost", "doubled", "charges", "refunds", "payouts", "a cent more", "gone"],
)
def test_a_bridge_that_was_tampered_with_does_not_foot(
    report: ReconcileReport, change: str
) -> None:
    assert _again(report) == report.bridge

    report.reconciliations[0].store.connection.execute(change)

    broken = replace(report, bridge=_again(report))
    assert (report.foots, report.exit_status) == (True, 0)
    assert (broken.foots, broken.exit_status) == (False, 1)
    assert "does not foot" in report_html(broken)
    assert summary(broken)["bridge"]["foots"] is False


def _footed(lines: list[Mapping[str, str]]) -> None:
    """Add a currency's lines up as a reader of the file would."""
    running = Decimal(lines[0]["amount"])
    for line in lines[1:]:
        if line["line"] == "total":
            assert Decimal(line["amount"]) == running
        else:
            running += Decimal(line["amount"])


def test_whoever_adds_the_table_up_comes_to_the_totals(report: ReconcileReport) -> None:
    table = [*csv.DictReader(io.StringIO("".join(bridge_csv(report.bridge))))]

    assert [*table[0]] == [*BRIDGE_COLUMNS]
    by_currency: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for line in table:
        if line["line"] != "left_out":
            by_currency[line["currency"]].append(line)
    assert [*by_currency] == ["EUR", "USD"]
    for lines in by_currency.values():
        _footed(lines)
    assert {line["foots"] for line in table} == {"", "true"}


def test_a_run_without_a_period_has_headings_alone() -> None:
    assert "".join(bridge_csv(None)) == ",".join(BRIDGE_COLUMNS) + "\n"


def test_the_summary_holds_the_same_figures(report: ReconcileReport) -> None:
    told = summary(report)["bridge"]

    assert (told["foots"], told["missing"], told["unconnected"]) == (True, [], [])
    first = told["currencies"]["USD"][0]
    assert first["from"] == {"total": "crm_invoiced", "rows": 5, "amount": "740.00"}
    assert first["buckets"][-1] == {
        "type": "excluded",
        "bucket": "cancelled",
        "side": "",
        "rows": 1,
        "amount": "-60.00",
    }


def test_files_of_other_sides_alone_make_no_step(tmp_path: Path) -> None:
    bridge = _bridge(reconciled(tmp_path, {"b.ofx": BANK}, *INVOICES, month="2026-03"))

    assert bridge.currencies == {}
    assert ([*bridge.missing], [*bridge.unconnected]) == (["erp", "processor"], ["bank"])
