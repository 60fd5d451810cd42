"""Rows that go, return, or are there twice: tombstones, the removal guard, one row a key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import ROWS, refused, run

from suitehouse.contracts.model import TableContract
from suitehouse.errors import RemovalGuardError
from suitehouse.settings import CapturePolicy

pytestmark = pytest.mark.integration


def test_too_many_rows_gone_stay_while_changed_rows_land(crm: Capturer, mariadb: Any) -> None:
    strict = replace(crm, policy=CapturePolicy(removal_guard_rows=2), passes=10)
    run(
        mariadb,
        crm.url,
        "delete from contacts where id > 'contacts-6'",
        "update contacts set deleted = 1 where id = 'contacts-1'",
    )

    with pytest.raises(RemovalGuardError, match=r"3 of the 10 rows of landing\.contacts"):
        strict.run()

    found = "select count(*), count(_removed_at), count(*) filter (where deleted) from "
    assert crm.rows(f"{found} landing.contacts") == [(ROWS, 0, 1)]
    (noted,) = crm.rows(
        "select rows_withheld, rows_changed from ops.table_loads "
        "where run_id = 'pass-11' and table_name = 'contacts'"
    )
    assert noted == (3, 1)


def test_another_source_is_refused_whole(crm: Capturer, mariadb: Any) -> None:
    strict = replace(crm, policy=CapturePolicy(removal_guard_rows=2))
    run(
        mariadb,
        crm.url,
        "update contacts set id = concat('other-', id) where id > 'contacts-4'",
    )

    with refused(RemovalGuardError, crm, "5 of the 10 live rows of landing.contacts"):
        strict.run()


def test_a_handful_of_rows_may_go_from_a_tiny_table(crm: Capturer, mariadb: Any) -> None:
    run(mariadb, crm.url, "delete from contacts where id > 'contacts-6'")

    assert crm.run("contacts").loads[0].rows_removed == 3
    assert crm.verify("contacts")[0].verdict == "equal"


def test_rows_that_are_gone_become_tombstones_and_return(crm: Capturer, mariadb: Any) -> None:
    removed = (
        "select id, _removed_reason, _removed_at is not null from landing.contacts "
        "where _removed_at is not null"
    )
    run(mariadb, crm.url, "delete from contacts where id = 'contacts-3'")

    load = crm.run("contacts").loads[0]

    assert (load.mode, load.rows_removed, load.landing_rows) == ("compare", 1, ROWS - 1)
    assert crm.rows(removed) == [("contacts-3", "hard_deleted", True)]
    assert crm.verify("contacts")[0].verdict == "equal"

    run(
        mariadb,
        crm.url,
        "insert into contacts values ('contacts-3', 'v3', '2026-11-25 07:00:03', 0)",
    )
    load = crm.run("contacts").loads[0]

    assert (load.rows_changed, load.landing_rows) == (1, ROWS)
    assert crm.rows(removed) == []


def test_a_treatment_that_changes_reaches_every_row_and_tombstone(
    crm: Capturer, mariadb: Any
) -> None:
    open_names = {"treatment": "keep", "class": "none"}
    before = replace(crm, contracts=changed(crm, "contacts", "last_name", **open_names))
    before.run("contacts")
    run(mariadb, crm.url, "delete from contacts where id = 'contacts-3'")
    before.run("contacts", full=True)
    names = "select id, last_name from landing.contacts order by id"
    assert before.rows(names)[3] == ("contacts-3", "v3")

    report = replace(crm, passes=10).run("contacts")

    assert report.loads[0].rows_changed == ROWS - 1
    landed = dict(crm.rows(names))
    assert landed.pop("contacts-3") is None
    assert all(name.startswith("name:") for name in landed.values())


def changed(crm: Capturer, table: str, column: str, **facts: str) -> dict[str, TableContract]:
    """The contracts with one column treated otherwise."""
    facts_of = crm.contracts[table].model_dump(by_alias=True)
    for each in facts_of["columns"]:
        if each["name"] == column:
            each.update(facts)
    return {**crm.contracts, table: TableContract.model_validate(facts_of)}


def test_rows_that_were_soft_deleted_first_do_not_count_for_the_guard(
    crm: Capturer, mariadb: Any
) -> None:
    run(
        mariadb,
        crm.url,
        "update contacts set deleted = 1, date_modified = '2026-11-26' where id > 'contacts-4'",
    )
    crm.run("contacts")
    run(mariadb, crm.url, "delete from contacts where deleted = 1")

    assert crm.run("contacts", full=True).loads[0].rows_removed == 5


def test_a_truncated_source_is_refused(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "insert into contacts values ('x', 'x', '2026-11-25', 1), ('y', 'y', '2026-11-25', 1)",
    )
    crm.run("contacts")
    run(mariadb, crm.url, "truncate table contacts")

    # The live rows alone would be few enough to go.
    with refused(RemovalGuardError, crm, "10 of the 10 live rows of landing.contacts"):
        crm.run()


@pytest.mark.parametrize("deleted", [False, True])
def test_a_key_that_landing_has_twice_is_one_row_after_a_comparison(
    crm: Capturer, mariadb: Any, *, deleted: bool
) -> None:
    with crm.open() as warehouse:
        warehouse.read(
            "insert into landing.contacts from landing.contacts where id >= 'contacts-8'"
        )
        warehouse.read("update landing.contacts set _digest = 7 where rowid >= 11")
    if deleted:
        run(mariadb, crm.url, "delete from contacts where id = 'contacts-9'")

    load = crm.run("contacts").loads[0]

    assert (load.rows_changed, load.rows_removed) == ((1, 1) if deleted else (2, 0))
    assert crm.rows("select count(*), count(distinct id) from landing.contacts") == [(ROWS, ROWS)]
    assert crm.verify("contacts")[0].verdict == "equal"


def test_the_latest_row_wins_where_the_source_repeats_a_key(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "alter table contacts drop primary key",
        "insert into contacts values ('contacts-2', 'older', '2026-11-25 06:00:00', 0)",
        "insert into contacts values ('contacts-5', 'newer', '2026-11-25 09:00:00', 0)",
    )
    fresh = replace(crm, path=crm.path.with_name("fresh.duckdb"))
    query = (
        "select id, date_modified from landing.contacts "
        "where id in ('contacts-2', 'contacts-5') order by id"
    )

    crm.run("contacts", full=True)
    fresh.run("contacts")

    found = [(key, str(stamp)) for key, stamp in crm.rows(query)]
    assert found == [("contacts-2", "2026-11-25 07:00:02"), ("contacts-5", "2026-11-25 09:00:00")]
    assert fresh.rows(query) == crm.rows(query)


def test_verify_names_what_differs(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "insert into contacts values ('late', 'x', '2020-01-01', 0)",
        "delete from contacts where id = 'contacts-0'",
        "update contacts set last_name = 'changed without a stamp' where id = 'contacts-1'",
    )
    modified = crm.path.stat().st_mtime_ns

    (verdict,) = crm.verify("contacts")

    assert (verdict.missing, verdict.extra, verdict.different) == (1, 1, 1)
    assert (verdict.source_rows, verdict.warehouse_rows) == (ROWS, ROWS)
    assert verdict.verdict == "different"
    assert crm.path.stat().st_mtime_ns == modified
