"""Rows that are one story: held and released, exchanged, taken by a dispute and given back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from books import PROCESSOR, Invoice, charge, only, reconciled, stripe, told

from suitehouse.reconcile.outcome import Row
from suitehouse.reconcile.report import Reconciliation

PAID = Invoice(4001, status="Paid")
PAYPAL_HEADER = (
    "Date,Time,TimeZone,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Reference Txn ID,"
    "Invoice Number,Balance Impact"
)
HELD = ("Payment Hold,USD,-50.00,1A,0A,Debit", "Payment Release,USD,50.00,1B,0A,Credit")
EXCHANGED = (
    "General Currency Conversion,EUR,-100.00,2A,0A,Debit",
    "General Currency Conversion,USD,108.43,2B,0A,Credit",
)


def _paypal(*rows: str) -> bytes:
    """Return an activity download of `type,currency,gross,id,reference,impact` rows."""
    lines = [PAYPAL_HEADER]
    for day, row in enumerate(rows, start=2):
        kind, currency, gross, transaction, reference, impact = row.split(",")
        lines.append(
            f"03/{day + 12}/2026,08:00:00,PST,{kind},Completed,{currency},{gross},0.00,{gross},"
            f"{transaction},{reference},,{impact}"
        )
    return "".join(f"{line}\n" for line in lines).encode()


def _done(tmp_path: Path, *files: bytes) -> Reconciliation:
    """Reconcile files beside a report of Stripe, which says that there were no charges."""
    named = {f"{place}.csv": raw for place, raw in enumerate(files)}
    report = reconciled(tmp_path, {**named, "s.csv": stripe()}, month="2026-03")
    return only(report, PROCESSOR)


def _reasons(rows: list[Row]) -> dict[str, str]:
    return {row.source_id: row.reason for row in rows}


@pytest.mark.parametrize(
    ("rows", "reason", "sentence"),
    [
        (
            HELD,
            "held_and_released",
            "50.00 USD were held from 2026-03-14 to 2026-03-15: nothing is left of it.",
        ),
        (
            EXCHANGED,
            "conversion",
            "100.00 EUR were exchanged to 108.43 USD on 2026-03-15: both halves of it are here.",
        ),
    ],
)
def test_rows_that_cancel_out_are_excluded_together(
    tmp_path: Path, rows: tuple[str, ...], reason: str, sentence: str
) -> None:
    done = _done(tmp_path, _paypal(*rows))

    found = [*done.rows()]
    assert {row.reason for row in found} == {reason}
    assert {row.explanation for row in found} == {sentence}
    assert len({row.match_group for row in found} - {""}) == 1
    assert done.foots


@pytest.mark.parametrize(
    "rows",
    [
        HELD[:1],
        HELD[1:],
        (HELD[0], HELD[1].replace("50.00", "49.00")),
        (HELD[0], HELD[1].replace("USD", "EUR")),
        (HELD[0], HELD[1].replace("0A", "0B")),
        EXCHANGED[:1],
        (EXCHANGED[0], EXCHANGED[1].replace("0A", "0B")),
        (EXCHANGED[0], EXCHANGED[1].replace("USD", "EUR")),
        (*EXCHANGED, EXCHANGED[1].replace("2B", "2C")),
    ],
)
def test_what_does_not_cancel_out_is_no_story(tmp_path: Path, rows: tuple[str, ...]) -> None:
    found = [*_done(tmp_path, _paypal(*rows)).rows()]

    assert {row.reason for row in found} == {"other_activity"}
    assert {row.match_group for row in found} == {""}


def test_the_order_of_rows_and_files_changes_no_story(tmp_path: Path) -> None:
    rows = [*HELD, *EXCHANGED]
    moved = [*rows]
    random.Random(3).shuffle(moved)

    whole = _done(tmp_path / "a", _paypal(*rows))
    split = _done(tmp_path / "b", _paypal(*moved[:2]), _paypal(*moved[2:]))

    assert _reasons([*whole.rows()]) == _reasons([*split.rows()])
    groups = [{(row.source_id, row.match_group) for row in each.rows()} for each in (whole, split)]
    assert groups[0] == groups[1]


def _dispute(transaction: str, category: str, gross: str, day: str, month: str = "03") -> str:
    return (
        f"{transaction},2026-{month}-{day} 09:00:00,usd,{gross},0.00,{gross},{category},dp_1,"
        f"ch_txn_1,Customer asked,{gross},usd,INV-4001"
    )


def test_a_dispute_that_was_won_is_one_break_with_its_reversal(tmp_path: Path) -> None:
    rows = (
        charge("txn_1", "INV-4001"),
        _dispute("txn_2", "dispute", "-100.00", "20"),
        _dispute("txn_3", "dispute_reversal", "100.00", "28"),
    )

    done = only(reconciled(tmp_path, {"s.csv": stripe(*rows)}, PAID, month="2026-03"), PROCESSOR)

    [found] = done.breaks
    assert (found.kind, str(found.effect), found.causes) == ("dispute_reversed", "0.00 USD", ())
    assert [member.source_id for member in found.members] == ["txn_2", "txn_3"]
    assert found.match_group == next(done.rows()).match_group != ""
    assert found.explanation == (
        "A dispute took 100.00 USD in Stripe on 2026-03-20 and was decided for us:"
        " all came back by 2026-03-28, on the charge for INV-4001."
    )


def test_a_dispute_that_was_won_in_part_says_what_came_back(tmp_path: Path) -> None:
    rows = (
        _dispute("txn_2", "dispute", "-100.00", "20"),
        _dispute("txn_3", "dispute_reversal", "60.00", "28"),
    )

    [found] = only(
        reconciled(tmp_path, {"s.csv": stripe(*rows)}, month="2026-03"), PROCESSOR
    ).breaks

    assert str(found.effect) == "-40.00 USD"
    assert "60.00 USD came back by 2026-03-28; the charge it belongs to" in found.explanation


def test_disputes_that_do_not_settle_which_was_won_stay_apart(tmp_path: Path) -> None:
    rows = (
        _dispute("txn_2", "dispute", "-100.00", "20"),
        _dispute("txn_3", "dispute", "-100.00", "21"),
        _dispute("txn_4", "dispute_reversal", "100.00", "28"),
    )

    report = reconciled(tmp_path, {"s.csv": stripe(*rows)}, month="2026-03")

    assert told(report, PROCESSOR) == {
        "txn_2": "dispute",
        "txn_3": "dispute",
        "txn_4": "dispute_reversed",
    }


def test_a_reversal_of_another_month_belongs_to_the_dispute_of_this_one(tmp_path: Path) -> None:
    rows = (
        _dispute("txn_2", "dispute", "-100.00", "20"),
        _dispute("txn_3", "dispute_reversal", "100.00", "02", month="04"),
    )

    inside, outside = (
        told(reconciled(tmp_path / month, {"s.csv": stripe(*rows)}, month=month), PROCESSOR)
        for month in ("2026-03", "2026-06")
    )

    assert set(inside.values()) == {"dispute_reversed"}
    assert set(outside.values()) == {"outside_period"}
