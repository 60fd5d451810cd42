"""What the doctor says of lanes and overlaps after passes and sweeps, and before any."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import captured_tiny_crm

from suitehouse.checkups.lanes import lanes
from suitehouse.checkups.overlaps import overlaps
from suitehouse.doctor import Examination, Finding
from suitehouse.errors import ConfigurationError
from suitehouse.settings import CapturePolicy, Policy, Settings

pytestmark = pytest.mark.integration

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
LATE = """
    insert into ops.misses by name
    select 'sweep' as run_id, 'contacts' as table_name, 'late' as reason,
        seconds::double as lateness_seconds, timestamp '2026-11-25 11:00:00' as found_at
    from (select unnest([10, 20, 90000]) as seconds)"""


@contextmanager
def no_source(_settings: Settings) -> Iterator[str]:
    raise AssertionError("these checkups ask the warehouse alone")
    yield ""


def examination(home: Path, **policy: Any) -> Examination:
    return Examination(
        Settings(home=home),
        Policy(capture=CapturePolicy(**policy)),
        no_source,
        lambda _: "env:UNUSED",
        lambda: NOON,
    )


@pytest.fixture
def captured(mariadb: Any, tmp_path: Path) -> Capturer:
    """The warehouse of a home, with one pass over the tiny CRM."""
    crm = captured_tiny_crm(mariadb, tmp_path)
    capturer = Capturer(crm.url, tmp_path / "warehouse.duckdb", now=NOON)
    capturer.run()
    return capturer


@pytest.fixture
def home(captured: Capturer) -> Path:
    """The home of that warehouse."""
    return captured.path.parent


def test_each_lane_is_a_line_and_each_table_has_its_reason(home: Path) -> None:
    (compared,) = lanes(examination(home))

    assert (compared.level, compared.message) == (
        "ok",
        "compare, 3 tables: accounts, contacts, users",
    )
    assert compared.details[1] == "contacts: at most 2,000 rows, so always exact"


def test_tables_that_are_not_captured_any_more_are_left_out(home: Path) -> None:
    (compared,) = lanes(examination(home, tables=("users",)))

    assert compared.message == "compare, 1 table: users"


def test_a_lane_that_cannot_be_taken_is_an_error(home: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"contacts_cstm .*'append'"):
        list(lanes(examination(home, lanes={"contacts_cstm": "append"})))


def test_without_a_warehouse_there_is_nothing_to_say(tmp_path: Path) -> None:
    asked = examination(tmp_path / "nowhere")

    assert [*lanes(asked), *overlaps(asked)] == []


def test_without_late_rows_windows_start_where_the_policy_says(home: Path) -> None:
    assert list(overlaps(examination(home))) == [
        Finding("ok", "overlaps", "windows start 600 s back, and no sweep found a late row")
    ]


def test_lateness_is_told_with_its_distribution_and_what_is_beyond_reach(
    captured: Capturer, home: Path
) -> None:
    with captured.open() as warehouse:
        warehouse.read(LATE)
    captured.run()

    found, beyond = overlaps(examination(home))

    assert found.message == (
        "sweeps found late rows in 1 of 3 tables: contacts: 3 rows late by 20 s (median), "
        "81,002 s (95 %), 90,000 s (longest); overlap 86,400 s"
    )
    assert beyond.level == "warn"
    assert "contacts were later than overlap_cap_seconds = 86400" in beyond.message
