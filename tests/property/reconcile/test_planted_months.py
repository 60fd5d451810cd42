"""Months with known breaks: what the engine claims to tell it tells, whatever was drawn."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.planting.company import PlantedMonth, planted_month
from benchmarks.planting.observed import Observed, reconciled, told
from benchmarks.planting.pairs import (
    IMPOSSIBLE_KINDS,
    impossible_pairs,
    possible_pairs,
    situations,
    unplanted_kinds,
)
from benchmarks.planting.score import Score, true_outcomes
from benchmarks.planting.truth import CRM_PREFIX, ERP, NOT_ASSERTED, ORDER, PROCESSOR
from suitehouse.reconcile.outcome import BreakKind
from suitehouse.reconcile.output.tables import breaks_csv, items_csv
from suitehouse.reconcile.report import ReconcileReport

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "reconciliation-accuracy.md"
SEEDS = (0, 7, 11)
# Of these no row is in the four files: bank entries, shop orders, and figures of a whole file. No
# settings say which ledger an invoice belongs to.
ELSEWHERE = {"missing_in_bank", "missing_in_commerce", "control_total_mismatch", "wrong_ledger"}


def _run(
    planted: PlantedMonth, folder: Path, shuffle: random.Random | None = None
) -> tuple[ReconcileReport, Observed]:
    folder.mkdir()
    files = planted.files(shuffle)
    report = reconciled(planted, files, folder)
    return report, told(report, files)


@dataclass(frozen=True, slots=True)
class Month:
    """A month and what the engine said of it."""

    planted: PlantedMonth
    report: ReconcileReport
    observed: Observed


@pytest.fixture(scope="module", params=SEEDS)
def month(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Month:
    planted = planted_month(request.param)
    return Month(planted, *_run(planted, tmp_path_factory.mktemp("month") / "exports"))


def test_what_is_asserted_comes_and_nothing_is_matched_that_does_not_belong(month: Month) -> None:
    score = Score()

    score.add(month.planted, month.observed)

    assert score.troubles == []
    assert score.false_matches == 0
    assert score.wrong == Counter()
    assert (score.pairs.recall, score.pairs.precision) == (1, 1)
    asserted = {kind: count for kind, count in score.kinds.items() if kind not in NOT_ASSERTED}
    assert {kind for kind, count in asserted.items() if count.recall != 1} == set()


def test_every_planted_row_has_one_truth_and_one_outcome(month: Month) -> None:
    planted, observed = month.planted, month.observed

    invoices = Counter(row.key for row in planted.invoices)
    theirs = {
        ERP: Counter(row.key for row in planted.documents),
        PROCESSOR: Counter(row.key for row in planted.movements),
    }
    again = Counter(row.key for row in planted.redelivered)
    for side, rows in theirs.items():
        due = invoices + rows + Counter({key: again[key] for key in rows if key in again})
        assert _rows(true_outcomes(planted.truth), side) == due
        assert _rows(observed.outcomes, side) == due
    assert all(key.startswith(CRM_PREFIX) for key in invoices)
    assert month.report.foots


def _rows(outcomes: Counter[tuple[str, str, str]], side: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for (where, key, _), times in outcomes.items():
        found[key] += times if where == side else 0
    return +found


def test_the_same_month_gives_the_same_bytes(tmp_path: Path) -> None:
    first, _ = _run(planted_month(3), tmp_path / "a")
    second, _ = _run(planted_month(3), tmp_path / "b")

    for table in (items_csv, breaks_csv):
        assert "".join(table(first)) == "".join(table(second))


def test_shuffled_rows_come_out_as_they_did(tmp_path: Path) -> None:
    planted = planted_month(4)
    report, observed = _run(planted, tmp_path / "a")

    other, shuffled = _run(planted, tmp_path / "b", random.Random(1))

    assert shuffled == observed
    assert _break_ids(other) == _break_ids(report) != []


def _break_ids(report: ReconcileReport) -> list[str]:
    return sorted(found.break_id for done in report.reconciliations for found in done.breaks)


def test_a_seed_makes_one_month_and_another_seed_another() -> None:
    months = [planted_month(seed).files() for seed in (5, 5, 6)]

    assert months[0] == months[1] != months[2]


def test_months_come_in_both_formats_of_paypal() -> None:
    writers = {planted_month(seed).paypal.__module__ for seed in range(8)}

    assert len(writers) == 2


def test_every_kind_these_files_can_express_is_planted() -> None:
    planted = {kind for one in situations().values() for kind in one.kinds}

    assert planted == {kind.value for kind in BreakKind} - ELSEWHERE
    assert set(ORDER) - planted == {"void", "net_of_fee", "short_payment"}
    assert set(NOT_ASSERTED) <= planted


def test_every_pair_of_kinds_is_planted_or_said_to_be_impossible() -> None:
    assert unplanted_kinds() == set(IMPOSSIBLE_KINDS)
    assert all(IMPOSSIBLE_KINDS.values())


def test_pairs_are_possible_or_not_and_both_happen() -> None:
    possible, impossible = set(possible_pairs()), impossible_pairs()

    assert possible.isdisjoint(impossible)
    assert ("charged_twice", "disputed") in possible
    assert "the document's amount" in impossible["amount_typo_in_erp", "cents_off_in_erp"]


def test_the_page_names_every_situation_and_what_is_short() -> None:
    page = PAGE.read_text(encoding="utf-8")

    missing = [name for name in (*situations(), *NOT_ASSERTED) if f"`{name}`" not in page]
    assert missing == []
