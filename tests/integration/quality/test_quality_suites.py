"""Suites run by Great Expectations on tables of an in-memory warehouse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from suitehouse.errors import LayoutError
from suitehouse.quality.expectations import (
    Suite,
    TableExpectations,
    is_between,
    is_key,
    is_not_before,
    is_token,
)
from suitehouse.quality.results import FailedExpectation
from suitehouse.quality.validation import ReadArrow, run_suites

pytestmark = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::PendingDeprecationWarning"
)

CANARY = "Canary Birdsong"
OUTSIDE = re.compile(r"(?:src|href)=[\"']?(?:https?:)?//|url\(|<script|<link|<img")


@pytest.fixture
def read() -> Iterator[ReadArrow]:
    """Query a warehouse whose landing holds two people, one unmasked and both with one key."""
    with duckdb.connect() as database:
        database.execute("create schema landing")
        database.execute(
            "create table landing.contacts as select * from (values "
            f"('1', '{CANARY}', date '2026-01-01', date '2026-01-02', null::timestamp), "
            f"('1', 'name:1f3a9c02:{'0' * 32}', date '2026-01-02', null, null), "
            "('9', 'Long Gone', null, null, timestamp '2026-01-01')"
            ") as row (id, last_name, born, seen, _removed_at)"
        )
        yield lambda query: database.sql(query).to_arrow_table()


def expecting(*expectations: object) -> Suite:
    table = TableExpectations("landing", "contacts", expectations, live=True)  # type: ignore[arg-type]
    return Suite("people", (table,))


def texts(folder: Path) -> dict[Path, str]:
    return {path: path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def test_what_is_met_and_what_is_not_is_counted(read: ReadArrow, tmp_path: Path) -> None:
    suite = expecting(*is_key("id"), is_token("last_name", "name"), is_not_before("seen", "born"))

    (result,) = run_suites(read, [suite], tmp_path)

    assert (result.name, result.asset_key) == ("people", ("landing", "contacts"))
    assert (result.rows, result.evaluated, result.successful) == (2, 4, 2)
    assert not result.success
    assert set(result.failed) == {
        FailedExpectation("expect_column_values_to_be_unique", ("id",), 2),
        FailedExpectation("expect_column_values_to_match_regex", ("last_name",), 1),
    }


def test_an_empty_table_meets_every_expectation(read: ReadArrow, tmp_path: Path) -> None:
    suite = expecting(*is_key("id"), is_token("last_name", "name"))

    (result,) = run_suites(lambda query: read(query).slice(0, 0), [suite], tmp_path)

    assert (result.rows, result.evaluated, result.success) == (0, 3, True)


def test_the_pages_open_offline_and_hold_no_value(read: ReadArrow, tmp_path: Path) -> None:
    run_suites(read, [expecting(is_token("last_name", "name"))], tmp_path, run_id="r1")

    pages = texts(tmp_path / "quality" / "data_docs")
    assert {path.suffix for path in pages} == {".html"}
    assert len(pages) == 3
    assert not any(OUTSIDE.search(text) for text in pages.values())
    assert not any(CANARY in text for text in pages.values())


def test_running_again_replaces_the_pages(read: ReadArrow, tmp_path: Path) -> None:
    run_suites(read, [expecting(*is_key("id"))], tmp_path)

    (result,) = run_suites(read, [expecting(is_token("last_name", "name"))], tmp_path)

    site = tmp_path / "quality" / "data_docs"
    assert result.evaluated == 1
    assert len(texts(site)) == 3
    assert [path.name for path in site.parent.iterdir()] == ["data_docs"]


def test_an_expectation_that_a_type_cannot_meet_stops_without_a_page(
    read: ReadArrow, tmp_path: Path
) -> None:
    suite = expecting(is_between("last_name", 0, 1))

    with pytest.raises(LayoutError, match=r"cannot be evaluated on landing\.contacts") as caught:
        run_suites(read, [suite], tmp_path)

    assert CANARY not in str(caught.value)
    assert not (tmp_path / "quality" / "data_docs").exists()
