"""Stories for any rows that follow charges: each row once, totals foot, and no order matters."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from books import PROCESSOR, Invoice, charge, only, reconciled, stripe
from hypothesis import given, settings
from hypothesis import strategies as st

CHARGES = [charge("txn_1", "INV-1"), charge("txn_2", "INV-2", gross="60.00", net="56.80")]
FOLLOWERS = st.lists(
    st.tuples(
        st.sampled_from(["dispute", "dispute_reversal", "refund"]),
        st.sampled_from(["ch_txn_1", "ch_txn_2", "ch_gone", ""]),
        st.sampled_from(["100.00", "60.00"]),
        st.sampled_from(["2026-03-20", "2026-03-28", "2026-04-02"]),
    ),
    max_size=6,
)


def _row(place: int, kind: str, charge_id: str, amount: str, day: str) -> str:
    gross = amount if kind == "dispute_reversal" else f"-{amount}"
    return f"txn_9{place},{day} 09:00:00,usd,{gross},0.00,{gross},{kind},,{charge_id},,,,"


def _told(files: dict[str, bytes]) -> set[tuple[str, ...]]:
    """What became of each row, once the whole was seen to foot."""
    invoices = (Invoice(1, status="Paid"), Invoice(2, status="Paid"))
    with tempfile.TemporaryDirectory() as folder:
        report = reconciled(Path(folder), files, *invoices, month="2026-03")
        rows = [*only(report, PROCESSOR).rows()]
    assert report.foots
    told = {
        (row.source_id, row.status, row.break_kind or row.reason, row.break_id, row.explanation)
        for row in rows
    }
    assert len(told) == len(rows)
    return told


@settings(max_examples=25, deadline=None)
@given(FOLLOWERS, st.integers(0, 99), st.integers(0, 8))
def test_neither_order_nor_split_changes_a_story(
    followers: list[tuple[str, str, str, str]], seed: int, cut: int
) -> None:
    rows = CHARGES + [_row(place, *each) for place, each in enumerate(followers)]
    moved = [*rows]
    random.Random(seed).shuffle(moved)
    parts = {"b.csv": stripe(*moved[:cut]), "a.csv": stripe(*moved[cut:])}

    assert _told({"s.csv": stripe(*rows)}) == _told(parts)
