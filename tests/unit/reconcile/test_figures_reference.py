"""The queries of the reference page give the report's figures, from the outputs alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from books import reconciled
from bridge_books import FILES, INVOICES, shown_figures

from suitehouse.ledger.tally import Tally
from suitehouse.reconcile.output.pipeline_part import breaks_by_origin
from suitehouse.reconcile.output.summary import breaks_by_kind, effects, parts_by_cause
from suitehouse.reconcile.output.writing import write_outputs
from suitehouse.reconcile.report import ReconcileReport

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/reconciliation-figures.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```sql(?: figure=(\w+))?\n(.*?)```", PAGE, re.DOTALL))
FIGURES = {name: sql for name, sql in BLOCKS.items() if name}
Answer = list[tuple[Any, ...]]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> ReconcileReport:
    return reconciled(tmp_path_factory.mktemp("in"), FILES, *INVOICES, month="2026-03")


@pytest.fixture(scope="module")
def outputs(
    report: ReconcileReport, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    out = tmp_path_factory.mktemp("out")
    write_outputs(report, out)
    with duckdb.connect() as connection:
        connection.execute(f"set file_search_path = '{out}'")
        connection.execute(BLOCKS[""])
        yield connection


@pytest.fixture
def answer(request: pytest.FixtureRequest, outputs: duckdb.DuckDBPyConnection) -> Answer:
    """What the query returns that is named as the test is."""
    name = request.node.name.removeprefix("test_the_page_finds_")
    return outputs.execute(FIGURES[name]).fetchall()


@pytest.mark.parametrize("sql", FIGURES.values(), ids=FIGURES)
def test_every_query_finds_something(outputs: duckdb.DuckDBPyConnection, sql: str) -> None:
    assert outputs.execute(sql).fetchall() != [] or "suggestions" in sql


def test_the_page_finds_bridge(report: ReconcileReport, answer: Answer) -> None:
    found = {
        tuple(part or "" for part in (currency, line, *named, side)): (rows, amount)
        for currency, line, side, *named, rows, amount in answer
    }

    assert found == shown_figures(report.bridge)


def test_the_page_finds_bucket(answer: Answer) -> None:
    places = {(side, file, row): amount for side, file, row, _, amount, *_ in answer}

    assert places == {
        ("erp", "q.csv", "8"): Decimal("-310.00"),
        ("processor", "s.csv", "3"): Decimal("300.00"),
    }


def test_the_page_finds_total(report: ReconcileReport, answer: Answer) -> None:
    assert report.bridge is not None

    assert dict(answer) == {
        currency: next(step.end.tally.amount for step in steps if step.end.name == "erp_total")
        for currency, steps in report.bridge.currencies.items()
    }


def test_the_page_finds_left_out(report: ReconcileReport, answer: Answer) -> None:
    assert report.bridge is not None

    assert {tuple(place): Tally(rows, amount) for *place, rows, amount in answer} == {
        (reading.side.value, reading.currency, reason): tally
        for reading in report.bridge.readings
        for reason, tally in reading.left_out.items()
    }


def test_the_page_finds_proof(report: ReconcileReport, answer: Answer) -> None:
    found = {tuple(place): Tally(rows, amount) for *place, rows, amount in answer}

    for done in report.reconciliations:
        for totals in done.totals:
            place = (done.definition.name, totals.side.value, totals.currency)
            parts = [
                found.get((*place, name), Tally()) for name in ("matched", "break", "excluded")
            ]
            assert parts == [totals.matched, totals.broken, totals.excluded]
            assert sum(parts, Tally()) == totals.incoming


def test_the_page_finds_share(report: ReconcileReport, answer: Answer) -> None:
    expected = {}
    for done in report.reconciliations:
        ours = [totals for totals in done.totals if totals.side == "crm"]
        matched = sum(totals.matched.count for totals in ours)
        if compared := matched + sum(totals.broken.count for totals in ours):
            expected[done.definition.name] = (matched, compared)

    assert {name: tuple(counts) for name, *counts in answer} == expected


def test_the_page_finds_kinds(report: ReconcileReport, answer: Answer) -> None:
    breaks, sums = Counter[tuple[str, str]](), defaultdict[tuple[str, str, str], Decimal](Decimal)
    for name, kind, currency, count, effect, *ages in answer:
        breaks[name, kind] += count
        assert sum(ages) == count
        if effect is not None:
            sums[name, kind, currency] += effect

    expected = {
        (done.definition.name, kind): found
        for done in report.reconciliations
        for kind, found in breaks_by_kind(done.breaks).items()
    }
    assert breaks == {place: len(found) for place, found in expected.items()}
    assert sums == {
        (*place, currency): money.amount
        for place, found in expected.items()
        for currency, money in effects(found).items()
    }


def test_the_page_finds_origins(report: ReconcileReport, answer: Answer) -> None:
    breaks = Counter[tuple[str, str]]()
    for name, origin, _, count, _ in answer:
        breaks[name, origin] += count

    assert breaks == {
        (done.definition.name, origin): len(found)
        for done in report.reconciliations
        for origin, found in breaks_by_origin(done.breaks).items()
        if found
    }


def test_the_page_finds_causes(report: ReconcileReport, answer: Answer) -> None:
    assert {tuple(place): Tally(parts, amount) for *place, parts, amount in answer} == {
        (done.definition.name, cause, currency): tally
        for done in report.reconciliations
        for (cause, currency), tally in parts_by_cause(done.breaks).items()
    }


def test_the_page_finds_excluded(report: ReconcileReport, answer: Answer) -> None:
    assert {tuple(place): Tally(rows, amount) for *place, rows, amount in answer} == {
        (done.definition.name, *place): tally
        for done in report.reconciliations
        for place, tally in done.exclusions().items()
    }


def test_the_page_finds_break(report: ReconcileReport, answer: Answer) -> None:
    expected = {
        (found.break_id, member.source_file, str(member.line))
        for done in report.reconciliations
        for found in done.breaks
        for member in found.members
    }

    assert {(row[0], row[4], row[5]) for row in answer} == expected
    assert len(answer) == len(expected)


def test_the_page_finds_files(report: ReconcileReport, answer: Answer) -> None:
    rows = {file.name: file.item_count for file in report.files}

    assert answer
    assert all(count == rows[file] for _, file, count in answer)


def test_the_sql_that_the_page_names_is_there() -> None:
    table = PAGE.split("## The SQL that found it")[1]
    named = re.findall(r"`([a-z_]+\.py)`", table)

    assert len(named) > 10
    for name in named:
        text = (ROOT / "suitehouse/reconcile" / name).read_text(encoding="utf-8")
        assert re.search(r"\b(select|insert into)\b", text), name
