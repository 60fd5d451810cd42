"""Payouts of processors against bank entries: each that arrived, once, and none that is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import only, reconciled, stripe, told

PAYOUTS = "processor_payouts_to_bank"
BANK = """OFXHEADER:100
DATA:OFXSGML
VERSION:102

<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD
<BANKACCTFROM><BANKID>1<ACCTID>2</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20260301<DTEND>20260331
{entries}</BANKTRANLIST>
</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""


def _payout(number: int, amount: str, day: str) -> str:
    return (
        f"txn_{number},2026-03-{day} 10:00:00,usd,-{amount},0.00,-{amount},payout,po_{number},,,,,"
    )


def _entry(amount: str, day: str, name: str = "STRIPE TRANSFER") -> str:
    number = f"{day}-{amount}"
    return (
        f"<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>202603{day}<TRNAMT>{amount}<FITID>{number}\n"
        f"<NAME>{name}\n</STMTTRN>\n"
    )


def _told(tmp_path: Path, payouts: list[str], entries: list[str]) -> list[str]:
    files = {"s.csv": stripe(*payouts), "b.ofx": BANK.format(entries="".join(entries)).encode()}
    report = reconciled(tmp_path, files, month="2026-03")
    assert report.foots
    return sorted(told(report, PAYOUTS).values())


def test_a_payout_is_the_entry_of_its_system_and_amount_days_later(tmp_path: Path) -> None:
    results = _told(tmp_path, [_payout(1, "90.00", "06")], [_entry("90.00", "10")])

    assert results == ["matched", "matched"]


@pytest.mark.parametrize(
    "entry",
    [
        _entry("90.00", "17"),
        _entry("90.01", "10"),
        _entry("-90.00", "10"),
    ],
    ids=["too late", "another amount", "the other way"],
)
def test_what_does_not_fit_is_missing_on_both_sides(tmp_path: Path, entry: str) -> None:
    results = _told(tmp_path, [_payout(1, "90.00", "06")], [entry])

    assert results == ["missing_in_bank", "missing_in_processor"]


def test_entries_of_others_are_no_payouts(tmp_path: Path) -> None:
    entries = [_entry("90.00", "10"), _entry("90.00", "11", "ACME RENT"), _entry("-5.00", "12", "")]

    results = _told(tmp_path, [_payout(1, "90.00", "06")], entries)

    assert results == ["matched", "matched", "other_activity", "other_activity"]


def test_two_payouts_of_one_amount_are_not_guessed_apart(tmp_path: Path) -> None:
    payouts = [_payout(1, "90.00", "06"), _payout(2, "90.00", "07")]

    results = _told(tmp_path, payouts, [_entry("90.00", "08"), _entry("90.00", "09")])

    assert results == ["missing_in_bank"] * 2 + ["missing_in_processor"] * 2


def test_charges_are_no_payouts(tmp_path: Path) -> None:
    charge = "txn_9,2026-03-06 10:00:00,usd,5.00,0.00,5.00,charge,ch_9,ch_9,,,,"
    files = {
        "s.csv": stripe(charge, _payout(1, "90.00", "06")),
        "b.ofx": BANK.format(entries=_entry("90.00", "09")).encode(),
    }

    done = only(reconciled(tmp_path, files, month="2026-03"), PAYOUTS)

    assert [row.reason for row in done.rows() if row.reason] == ["not_a_payout"]
    assert (done.terms.ours, done.terms.theirs) == ("Stripe", "Bank (OFX)")


def test_a_payout_that_lands_in_the_next_month_is_a_matter_of_timing(tmp_path: Path) -> None:
    landed = _entry("90.00", "10").replace("20260310", "20260402")
    files = {
        "s.csv": stripe(_payout(1, "90.00", "31")),
        "b.ofx": BANK.replace("20260331", "20260430").format(entries=landed).encode(),
    }

    for month in ("2026-03", "2026-04"):
        report = reconciled(tmp_path, files, month=month)
        assert set(told(report, PAYOUTS).values()) == {"timing"}
        assert len(only(report, PAYOUTS).breaks) == 1


def test_a_payout_that_an_earlier_list_had_under_way_counts_once(tmp_path: Path) -> None:
    header = b"Payout Date,Status,Charges,Refunds,Fees,Total,Currency,Bank Reference\n"
    entry = _entry("90.00", "10", "SHOPIFY TRANSFER")
    files = {
        "early.csv": header + b"2026-03-06,in_transit,93.00,0.00,3.00,90.00,USD,\n",
        "late.csv": header + b"2026-03-06,paid,93.00,0.00,3.00,90.00,USD,REF-9\n",
        "b.ofx": BANK.format(entries=entry).encode(),
    }

    results = told(reconciled(tmp_path, files, month="2026-03"), PAYOUTS)

    assert sorted(results.values()) == ["matched", "matched", "overlap"]
