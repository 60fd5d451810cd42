"""Matching for any books: every row once, totals foot, and no order of rows or files matters."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path

from books import ERP, PROCESSOR, Invoice, charge, only, quickbooks, reconciled, stripe
from hypothesis import given, settings
from hypothesis import strategies as st

from suitehouse.reconcile.outcome import Status
from suitehouse.reconcile.output.summary import summary
from suitehouse.reconcile.report import ReconcileReport

AMOUNTS = st.sampled_from(["100.00", "100.02", "250.00", "-100.00", "0.00"])
DAYS = st.integers(min_value=1, max_value=28)
NUMBERS = st.sampled_from([1, 2, 3, 12, 21])
SPELLINGS = st.sampled_from(["INV-{}", "{}", "00{}", "inv {}", ""])

INVOICES = st.lists(
    st.builds(
        lambda number, amount, day, status, month: Invoice(
            number, amount, f"2026-{month:02}-{day:02}", status
        ),
        NUMBERS,
        AMOUNTS,
        DAYS,
        st.sampled_from(["Paid", "Unpaid", "Cancelled", ""]),
        st.sampled_from([1, 3, 4]),
    ),
    max_size=6,
)
QUICKBOOKS_ROWS = st.lists(
    st.builds(
        lambda spelling, number, amount, day, kind: (
            f"03/{day:02}/2026,{kind},{spelling.format(number)},A,,03/31/2026,{amount},0.00"
        ),
        SPELLINGS,
        NUMBERS,
        AMOUNTS,
        DAYS,
        st.sampled_from(["Invoice", "Credit Memo", "Payment"]),
    ),
    max_size=6,
)
STRIPE_ROWS = st.lists(
    st.builds(
        lambda transaction, number, gross: charge(
            f"txn_{transaction}", f"INV-{number}", gross=gross, fee="0.00", net=gross
        ),
        st.integers(min_value=1, max_value=4),
        NUMBERS,
        AMOUNTS,
    ),
    max_size=6,
)


def _run(files: dict[str, bytes], invoices: list[Invoice]) -> ReconcileReport:
    numbered = [
        Invoice(one.number, one.amount, one.day, one.status, id=f"id-{place}")
        for place, one in enumerate(invoices)
    ]
    with tempfile.TemporaryDirectory() as folder:
        return reconciled(Path(folder), files, *numbered, month="2026-03")


def _told(report: ReconcileReport, name: str) -> Counter[tuple[str, ...]]:
    """What became of each row, without the place it stands in."""
    done = only(report, name)
    told: Counter[tuple[str, ...]] = Counter()
    for outcome in done.rows():
        told[
            outcome.side,
            outcome.source_id,
            str(outcome.money),
            outcome.row_hash,
            outcome.status,
            outcome.break_kind or outcome.reason,
            outcome.match_group,
            outcome.pass_name,
        ] += 1
    return told


@settings(max_examples=20, deadline=None)
@given(invoices=INVOICES, rows=QUICKBOOKS_ROWS, charges=STRIPE_ROWS)
def test_every_row_has_one_place_and_totals_foot(
    invoices: list[Invoice], rows: list[str], charges: list[str]
) -> None:
    report = _run({"q.csv": quickbooks(*rows), "s.csv": stripe(*charges)}, invoices)

    assert report.foots
    for done in report.reconciliations:
        numbers = [row.item for row in done.rows()]
        assert len(numbers) == len(set(numbers))
        assert all(totals.closing.count == 0 for totals in done.totals)
        ids = [found.break_id for found in done.breaks]
        assert len(ids) == len(set(ids))


@settings(max_examples=20, deadline=None)
@given(invoices=INVOICES, rows=QUICKBOOKS_ROWS, charges=STRIPE_ROWS, seed=st.integers(0, 99))
def test_the_order_of_rows_and_names_of_files_change_nothing(
    invoices: list[Invoice], rows: list[str], charges: list[str], seed: int
) -> None:
    files = {"q.csv": quickbooks(*rows), "s.csv": stripe(*charges)}
    shuffle = random.Random(seed).shuffle
    shuffle(rows)
    shuffle(charges)
    moved = {"z.csv": quickbooks(*rows), "a.csv": stripe(*charges)}

    first, second = _run(files, invoices), _run(moved, invoices)

    for name in (ERP, PROCESSOR) if charges else (ERP,):
        assert _told(first, name) == _told(second, name)
        breaks = [sorted(one.break_id for one in only(run, name).breaks) for run in (first, second)]
        assert breaks[0] == breaks[1]


@settings(max_examples=15, deadline=None)
@given(invoices=INVOICES, rows=QUICKBOOKS_ROWS, cut=st.integers(0, 6))
def test_a_file_split_and_sent_twice_matches_like_the_whole(
    invoices: list[Invoice], rows: list[str], cut: int
) -> None:
    rows = list(dict.fromkeys(rows))
    whole = {"q.csv": quickbooks(*rows)}
    parts = {"1.csv": quickbooks(*rows[:cut]), "2.csv": quickbooks(*rows[cut:]), **whole}

    first, second = _run(whole, invoices), _run(parts, invoices)

    overlaps = sum(
        count for told, count in _told(second, ERP).items() if told[5] == "overlap_duplicate"
    )
    assert overlaps == len(rows)
    matched = [
        sorted(key[:4] for key in _told(run, ERP).elements() if key[4] == Status.MATCHED)
        for run in (first, second)
    ]
    assert matched[0] == matched[1]


@settings(max_examples=15, deadline=None)
@given(invoices=INVOICES, rows=QUICKBOOKS_ROWS)
def test_a_match_has_one_row_on_each_side_with_one_amount_and_number(
    invoices: list[Invoice], rows: list[str]
) -> None:
    done = only(_run({"q.csv": quickbooks(*rows)}, invoices), ERP)

    groups: dict[str, list[tuple[str, str]]] = {}
    for row in done.rows():
        if row.status is Status.MATCHED:
            groups.setdefault(row.match_group, []).append((row.side, str(row.money)))
    for members in groups.values():
        assert sorted(side for side, _ in members) == ["crm", "erp"]
        assert len({amount for _, amount in members}) == 1


@settings(max_examples=12, deadline=None)
@given(invoices=INVOICES, rows=QUICKBOOKS_ROWS)
def test_a_second_run_says_the_same(invoices: list[Invoice], rows: list[str]) -> None:
    files = {"q.csv": quickbooks(*rows)}

    assert summary(_run(files, invoices)) == summary(_run(files, invoices))
