"""A pass over another database than the warehouse's is refused, unless it is said to be right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import TABLES, refused, run

from suitehouse.errors import ConfigurationError, RemovalGuardError, SourceError

pytestmark = pytest.mark.integration


def database_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


def copied(mariadb: Any, crm: Capturer) -> Capturer:
    """The same warehouse over a copy of the CRM under another name."""
    url = mariadb.fresh_database()
    here = database_of(crm.url)
    run(
        mariadb,
        url,
        *(f"create table {table} as select * from {here}.{table}" for table in TABLES),
        *(f"alter table {table} add primary key (id)" for table in TABLES),
    )
    return replace(crm, url=url, passes=10)


def test_another_crm_is_refused_with_what_to_do(crm: Capturer, mariadb: Any) -> None:
    other = copied(mariadb, crm)
    run(mariadb, other.url, "update users set id = concat('other-', id)")

    with refused(ConfigurationError, crm, "is not the CRM", "SUITEHOUSE_HOME", "--new-source"):
        other.run()

    assert crm.rows("select status, error from ops.runs where run_id = 'pass-11'") == [
        ("failed", "ConfigurationError")
    ]


@pytest.mark.parametrize(
    "emptied",
    [("delete from users",), ("drop table users", "create view users as select * from accounts")],
)
def test_another_database_without_users_is_refused_by_every_command_that_writes(
    crm: Capturer, mariadb: Any, emptied: tuple[str, ...]
) -> None:
    swapped = copied(mariadb, crm)
    run(mariadb, swapped.url, *emptied, "update contacts set last_name = 'of another company'")

    for command in (swapped.run, swapped.sweep):
        with refused(ConfigurationError, crm, "shows none of the users", "--new-source"):
            command()


def test_a_crm_whose_users_were_emptied_is_refused_until_it_is_said_to_be_right(
    crm: Capturer, mariadb: Any
) -> None:
    run(mariadb, crm.url, "truncate users")
    with refused(ConfigurationError, crm, "shows none of the users", "SUITEHOUSE_HOME"):
        crm.run("contacts")
    crm.policy = crm.policy.model_copy(update={"removal_guard_pct": 100.0})

    crm.run(new_source=True)

    assert crm.run().changed_tables == ()
    with refused(ConfigurationError, crm, database_of(crm.url), "--new-source"):
        copied(mariadb, crm).run()
    run(mariadb, crm.url, "insert into users values ('u-1', 'v', '2026-11-26', 0)")
    assert crm.run().changed_tables == ("users",)
    run(mariadb, crm.url, "delete from users")
    with refused(ConfigurationError, crm, "shows none of the users"):
        crm.run()


def test_a_copy_under_another_name_is_refused_too(crm: Capturer, mariadb: Any) -> None:
    staging = copied(mariadb, crm)

    with refused(
        ConfigurationError, crm, database_of(crm.url), database_of(staging.url), "--new-source"
    ):
        staging.run("contacts")


def test_a_source_that_is_said_to_be_right_is_compared_and_remembered(
    crm: Capturer, mariadb: Any
) -> None:
    renamed = copied(mariadb, crm)
    run(mariadb, renamed.url, "delete from contacts where id = 'contacts-1'")

    report = renamed.run(new_source=True)

    assert {load.mode for load in report.loads if not load.absent} == {"compare"}
    assert {found.verdict for found in renamed.verify()} == {"equal"}
    assert renamed.run().changed_tables == ()
    with refused(ConfigurationError, crm, "--new-source"):
        crm.run()


def test_a_source_is_remembered_only_once_all_of_it_was_compared(
    crm: Capturer, mariadb: Any
) -> None:
    other = copied(mariadb, crm)
    other.policy = other.policy.model_copy(update={"removal_guard_rows": 2})
    run(mariadb, other.url, "delete from contacts where id > 'contacts-2'")

    with pytest.raises(RemovalGuardError, match="contacts"):
        other.run(new_source=True)

    with refused(ConfigurationError, crm, "--new-source"):
        other.run()


def test_a_pass_in_which_a_table_fails_keeps_its_source_all_the_same(
    crm: Capturer, mariadb: Any, tmp_path: Path
) -> None:
    fresh = replace(crm, path=tmp_path / "fresh.duckdb")
    run(mariadb, crm.url, "rename table contacts to people", "create view contacts as select 1")

    with pytest.raises(SourceError, match="contacts"):
        fresh.run()

    assert len(fresh.rows("select user_mark from ops.sources")) == 10


def test_a_new_source_is_compared_whole(crm: Capturer, mariadb: Any) -> None:
    with refused(ConfigurationError, crm, "leave --tables out"):
        copied(mariadb, crm).run("contacts", new_source=True)


def test_another_way_to_the_same_database_is_the_same_source(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "create or replace user replica@localhost identified by 'pw'",
        "grant select on *.* to replica@localhost",
    )
    replica = replace(crm, url=crm.url.replace("root", "replica:pw", 1))

    assert replica.run().changed_tables == ()


def test_users_that_come_and_a_few_that_go_leave_it_the_same_source(
    crm: Capturer, mariadb: Any, tmp_path: Path
) -> None:
    new = ", ".join(f"('new-{n:03}', 'v', null, 0, '2026-11-25')" for n in range(100))
    run(mariadb, crm.url, "alter table users add date_entered datetime default '2020-01-01'")
    dated = replace(crm, path=tmp_path / "dated.duckdb")
    dated.run()
    run(
        mariadb,
        crm.url,
        "delete from users where id in ('users-0', 'users-1')",
        f"insert into users values {new}",
    )

    dated.run()
    run(mariadb, crm.url, "delete from users where id in ('users-2', 'users-3')")

    assert {load.table for load in dated.run().loads if not load.absent} == set(TABLES)


def test_what_is_kept_of_the_users_tells_nobody_who_they_are(crm: Capturer) -> None:
    marks = crm.rows("select database_name, user_mark from ops.sources")

    assert {database for database, _ in marks} == {database_of(crm.url)}
    assert len(marks) == 10
    assert all(len(mark) == 32 and "users" not in mark for _, mark in marks)
