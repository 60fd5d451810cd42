"""Two ledgers for any books: totals foot, nothing pairs across them, no order matters."""

from __future__ import annotations

import random
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

from books import ERP, POLICY, Invoice, only, reconciled_with
from hypothesis import given, settings
from hypothesis import strategies as st
from two_ledgers import Document, crm, exports

from suitehouse.reconcile.outcome import Status
from suitehouse.reconcile.output.ledger_part import ledger_summary
from suitehouse.reconcile.policy import LedgerRule, ReconcilePolicy
from suitehouse.reconcile.report import ReconcileReport

CUSTOMERS = st.sampled_from(["Acme", "Bolt", "Cora", ""])
NUMBERS = st.sampled_from([1, 2, 3, 12])
AMOUNTS = st.sampled_from(["100.00", "100.02", "60.00", "40.00"])
BILLED = st.lists(st.tuples(CUSTOMERS, NUMBERS, AMOUNTS), min_size=1, max_size=6)
DOCUMENTS = st.lists(
    st.builds(
        Document,
        st.sampled_from(["INV-1", "INV-2", "003", "INV-12", ""]),
        st.sampled_from(["Acme", "Bolt", "Cora", "Stranger", ""]),
        AMOUNTS,
        st.sampled_from([10, 11, 20]),
        st.sampled_from(["open", "paid", "void"]),
    ),
    min_size=1,
    max_size=5,
    # Xero writes a document on several lines, which it has to repeat itself on.
    unique_by=lambda document: (document.number, document.customer),
)
STATED = ReconcilePolicy(
    base_currency="USD",
    ledgers=(LedgerRule(system="Xero", number_prefix=("1",)), LedgerRule(system="QuickBooks")),
)


def _run(
    billed: list[tuple[str, int, str]], files: dict[str, bytes], policy: ReconcilePolicy
) -> ReconcileReport:
    by_customer: dict[str, list[Invoice]] = defaultdict(list)
    for place, (name, number, amount) in enumerate(billed):
        by_customer[name].append(Invoice(number, amount, id=f"id-{place}"))
    with tempfile.TemporaryDirectory() as folder:
        landing = crm(by_customer)
        return reconciled_with(landing, Path(folder), files, policy=policy, month="2026-03")


def _told(report: ReconcileReport) -> Counter[tuple[str, ...]]:
    told: Counter[tuple[str, ...]] = Counter()
    for row in only(report, ERP).rows():
        what = row.break_kind or row.reason
        told[row.side, row.source_id, row.row_hash, row.status, what, row.explanation] += 1
    return told


@settings(max_examples=25, deadline=None)
@given(BILLED, DOCUMENTS, DOCUMENTS, st.booleans(), st.integers(0, 99))
def test_the_order_of_rows_and_names_of_files_change_nothing(
    billed: list[tuple[str, int, str]],
    qbo: list[Document],
    xero: list[Document],
    is_stated: bool,
    seed: int,
) -> None:
    policy = STATED if is_stated else POLICY
    first = _run(billed, exports(qbo=qbo, xero=xero), policy)
    shuffle = random.Random(seed).shuffle
    shuffle(qbo)
    shuffle(xero)
    files = exports(qbo=qbo, xero=xero)
    second = _run(billed, {"z.csv": files["qbo.csv"], "a.csv": files["xero.csv"]}, policy)

    assert _told(first) == _told(second)
    ours, theirs = only(first, ERP), only(second, ERP)
    assert sorted(each.break_id for each in ours.breaks) == sorted(
        each.break_id for each in theirs.breaks
    )
    assert ours.ledgers is not None
    assert theirs.ledgers is not None
    assert ledger_summary(ours.ledgers) == ledger_summary(theirs.ledgers)


@settings(max_examples=25, deadline=None)
@given(BILLED, DOCUMENTS, DOCUMENTS, st.booleans())
def test_every_row_has_one_place_and_no_match_is_in_two_ledgers(
    billed: list[tuple[str, int, str]],
    qbo: list[Document],
    xero: list[Document],
    is_stated: bool,
) -> None:
    policy = STATED if is_stated else POLICY
    report = _run(billed, exports(qbo=qbo, xero=xero), policy)

    assert report.foots
    matched: dict[str, set[str]] = defaultdict(set)
    rows = list(only(report, ERP).rows())
    assert len({row.item for row in rows}) == len(rows)
    for row in rows:
        if row.status is Status.MATCHED and row.side != "crm":
            matched[row.match_group].add(row.source_file)
    assert all(len(files) == 1 for files in matched.values())
