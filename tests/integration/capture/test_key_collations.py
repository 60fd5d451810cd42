"""What makes two rows of the CRM one: the key, as the CRM's own server compares it."""

from __future__ import annotations

from typing import Any

import pytest
from captures import Capturer
from tiny_crm import run

from suitehouse.modelling.builds import duplicate_keys

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("kind", ["char(36) collate utf8mb4_bin", "varbinary(36)"])
def test_ids_that_differ_in_case_are_rows_of_their_own_where_the_server_says_so(
    crm: Capturer, mariadb: Any, kind: str
) -> None:
    run(
        mariadb,
        crm.url,
        f"create table leads (id {kind} primary key, last_name varchar(100), date_modified "
        "datetime, deleted tinyint(1))",
        "insert into leads values ('aa', 'x', '2026-11-25', 0), ('aA', 'y', '2026-11-25', 0), "
        "('AA', 'z', '2026-11-25', 0)",
    )
    first = crm.run("leads").loads[0]
    before = crm.rows("select id, _digest from landing.leads order by id")
    run(mariadb, crm.url, "update leads set date_modified = '2026-11-26' where id = 'aA'")

    second = crm.run("leads").loads[0]

    after = crm.rows("select id, _digest from landing.leads order by id")
    assert (first.landing_rows, second.rows_changed, second.landing_rows) == (3, 1, 3)
    assert [key for key, _ in set(after) - set(before)] == ["aA"]
    assert [found.verdict for found in crm.verify("leads")] == ["equal"]
    with crm.open(read_only=True) as warehouse:
        assert duplicate_keys(warehouse, crm.contracts["leads"]) == 0


def test_rows_that_were_lost_to_their_case_land_once_the_key_is_exact(
    crm: Capturer, mariadb: Any
) -> None:
    run(
        mariadb,
        crm.url,
        "alter table contacts modify id char(36) collate utf8mb4_bin",
        "insert into contacts values ('CONTACTS-0', 'v', '2026-11-20', 0)",
    )

    load = crm.run("contacts").loads[0]

    assert (load.landing_rows, load.rows_removed) == (11, 0)
    assert [found.verdict for found in crm.verify("contacts")] == ["equal"]


def test_rows_that_cannot_be_told_apart_are_counted(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "create table tasks (id char(36), name varchar(50), date_modified datetime, deleted "
        "tinyint(1))",
        "insert into tasks values ('a', 'x', '2026-11-25', 0), ('A', 'y', '2026-11-25', 0), "
        "(null, 'z', '2026-11-25', 0), (null, 'w', '2026-11-25', 0), ('b', 'v', '2026-11-25', 0)",
    )

    first, again = crm.run("tasks").loads[0], crm.run("tasks").loads[0]

    assert (first.rows_read, first.landing_rows, first.rows_repeated) == (5, 3, 2)
    assert (again.landing_rows, again.rows_repeated, again.rows_removed) == (3, 2, 0)
    noted = crm.rows(
        "select rows_repeated from ops.table_loads where table_name = 'tasks' and not absent"
    )
    assert noted == [(2,), (2,)]
    assert [found.verdict for found in crm.verify("tasks")] == ["different"]


def test_a_row_without_a_key_lands_and_stays(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "create table tasks (id char(36), name varchar(50), date_modified datetime, deleted "
        "tinyint(1))",
        "insert into tasks values (null, 'z', '2026-11-25', 0), ('b', 'v', '2026-11-25', 0)",
    )
    crm.run("tasks")

    again = crm.run("tasks").loads[0]

    assert (again.rows_changed, again.rows_removed, again.rows_repeated) == (0, 0, 0)
    assert [found.verdict for found in crm.verify("tasks")] == ["equal"]
