"""What a sweep heals, and why no pass had found it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import run

from suitehouse.sweeping.report import SweepReport

pytestmark = pytest.mark.integration

MISSES = "select row_key, reason, lateness_seconds from ops.misses order by row_key"


def reasons(report: SweepReport) -> dict[str, int]:
    (row,) = report.tables
    assert row.status == "proven"
    return (
        {"due": row.due, **row.reasons} if row.due else {k: n for k, n in row.reasons.items() if n}
    )


def assert_equal(crm: Capturer) -> None:
    (verdict,) = crm.verify("contacts")
    assert verdict.verdict == "equal", verdict


@pytest.mark.parametrize("method", ["server", "read"])
def test_an_equal_table_is_proven_and_nothing_is_healed(swept: Capturer, method: str) -> None:
    swept.policy = swept.policy.model_copy(update={"sweep_method": method})
    before = swept.rows("from landing.contacts order by id")

    report = swept.sweep("contacts")

    assert reasons(report) == {}
    assert report.tables[0].method == method
    assert report.tables[0].buckets > 5
    assert (report.tables[0].source_rows, report.tables[0].warehouse_rows) == (60, 60)
    assert swept.rows("from landing.contacts order by id") == before
    assert swept.rows(MISSES) == []


@pytest.mark.parametrize("method", ["server", "read"])
def test_each_miss_is_healed_with_its_reason(swept: Capturer, mariadb: Any, method: str) -> None:
    swept.policy = swept.policy.model_copy(update={"sweep_method": method})
    run(mariadb, swept.url, "delete from contacts where id = 'row-040'")
    swept.sweep("contacts")
    run(
        mariadb,
        swept.url,
        "insert into contacts values ('row-040', 'v40', '2026-11-25 10:40:00', 0)",
        "update contacts set last_name = 'quiet' where id = 'row-001'",
        "update contacts set deleted = 1 where id = 'row-002'",
        "update contacts set last_name = 'b', date_modified = '2026-11-25 09:00:00' "
        "where id = 'row-030'",
        "insert into contacts values ('row-900', 'late', '2026-11-25 11:30:00', 0)",
        "update contacts set last_name = 'late', date_modified = '2026-11-25 11:40:00' "
        "where id = 'row-003'",
        "insert into contacts values ('row-901', 'imported', '2020-01-01', 0)",
        "delete from contacts where id = 'row-010'",
        "insert into contacts values ('row-902', 'next', '2026-11-25 11:55:00', 0)",
    )

    report = swept.sweep("contacts")

    assert reasons(report) == {
        "due": 1,
        "late": 2,
        "unstamped_update": 2,
        "backdated": 2,
        "hard_deleted": 1,
        "restored": 1,
    }
    assert swept.rows(MISSES) == [
        ("row-001", "unstamped_update", None),
        ("row-002", "unstamped_update", None),
        ("row-003", "late", 1200.0),
        ("row-010", "hard_deleted", None),
        ("row-030", "backdated", None),
        ("row-040", "hard_deleted", None),
        ("row-040", "restored", None),
        ("row-900", "late", 1800.0),
        ("row-901", "backdated", None),
    ]
    assert swept.rows("select id from landing.contacts where _removed_reason is not null") == [
        ("row-010",)
    ]
    assert_equal(swept)


def test_lateness_is_measured_by_the_first_pass_that_had_gone_beyond_the_stamp(
    swept: Capturer, mariadb: Any
) -> None:
    for hour in (13, 14, 15):
        run(
            mariadb,
            swept.url,
            f"insert into contacts values ('h-{hour}', 'x', '2026-11-25 {hour}:00:00', 0)",
        )
        swept.now += timedelta(hours=1)
        swept.run("contacts")
    _, window, _ = swept.rows(
        "select window_start, watermark from ops.table_loads where window_start is not null "
        "order by rowid"
    )
    stamp = window[0] - timedelta(minutes=1)
    run(mariadb, swept.url, f"insert into contacts values ('late', 'x', '{stamp}', 0)")

    swept.sweep("contacts")

    assert swept.rows(MISSES) == [("late", "late", (window[1] - stamp).total_seconds())]


def test_a_row_that_the_next_pass_would_find_is_no_miss(swept: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        swept.url,
        "update contacts set last_name = 'new', date_modified = '2026-11-25 12:30:00' "
        "where id = 'row-001'",
        "insert into contacts values ('unstamped', 'x', null, 0)",
    )

    report = swept.sweep("contacts")

    assert report.tables[0].due == 2
    assert swept.rows(MISSES) == []
    assert_equal(swept)


def test_what_was_healed_is_noted_as_a_load_so_that_models_are_built_anew(
    swept: Capturer, mariadb: Any
) -> None:
    run(mariadb, swept.url, "update contacts set last_name = 'quiet' where id = 'row-001'")
    watermark = swept.rows("select watermark from ops.watermarks")

    swept.sweep("contacts")

    noted = "select rows_changed, rows_removed, landing_rows from ops.table_loads where run_id = "
    assert swept.rows(noted + "'sweep-2'") == [(1, 0, 60)]
    assert swept.rows("select watermark from ops.watermarks") == watermark
    assert swept.run("contacts").loads[0].rows_changed == 0
