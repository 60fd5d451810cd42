"""Moments count on the day that they were where the company keeps its books."""

from __future__ import annotations

from pathlib import Path

import pytest
from books import POLICY, PROCESSOR, Invoice, charge, reconciled, stripe, told
from pydantic import ValidationError

from suitehouse.reconcile.policy import ReconcilePolicy

LAST_EVENING = stripe(charge("txn_1", "INV-4001", at="2026-03-31 23:30:00"))
PAID = Invoice(4001, day="2026-03-31", status="Paid")


def _in(zone: str) -> ReconcilePolicy:
    return POLICY.model_copy(update={"time_zone": zone})


@pytest.mark.parametrize(
    ("zone", "day"),
    [("", "2026-03-31"), ("Europe/Berlin", "2026-04-01"), ("America/New_York", "2026-03-31")],
)
def test_a_charge_counts_on_the_company_s_own_day(tmp_path: Path, zone: str, day: str) -> None:
    files = {"s.csv": stripe(charge("txn_1", "INV-77", at="2026-03-31 23:30:00"))}

    report = reconciled(tmp_path, files, PAID, month="2026-03", policy=_in(zone))

    (row,) = [row for row in report.reconciliations[0].rows() if row.source_file == "s.csv"]
    is_april = day > "2026-03-31"
    assert (row.reason == "outside_period") is is_april
    assert not is_april or row.explanation == f"Dated {day}, outside the period."


def test_partners_on_both_sides_of_a_month_s_end_match_where_no_cut_off_is_asked_for(
    tmp_path: Path,
) -> None:
    files = {"s.csv": LAST_EVENING}

    report = reconciled(tmp_path, files, PAID, month="2026-03", policy=_in("Europe/Berlin"))

    assert set(told(report, PROCESSOR).values()) == {"matched"}
    assert report.foots


def test_an_invoice_without_a_date_counts_on_the_day_of_its_entry_there(tmp_path: Path) -> None:
    invoice = Invoice(4001, day=None, entered="2026-03-31 22:30:00", status="Paid")

    for zone, expected in {"": "matched", "Europe/Berlin": "outside_period"}.items():
        files = {"s.csv": stripe(charge("txn_1", "INV-4001", at="2026-04-02 10:00:00"))}
        report = reconciled(
            tmp_path / (zone.partition("/")[0] or "none"),
            files,
            invoice,
            month="2026-03",
            policy=_in(zone),
        )
        assert expected in told(report, PROCESSOR).values()


def test_a_zone_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValidationError, match="no such time zone"):
        ReconcilePolicy(time_zone="Berlin")
