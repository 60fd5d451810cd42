"""What makes two rows of the CRM one: the key, byte by byte."""

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


def test_a_key_that_changes_its_case_is_another_row(crm: Capturer, mariadb: Any) -> None:
    run(mariadb, crm.url, "update contacts set id = upper(id) where id = 'contacts-0'")

    crm.run("contacts")

    assert [found.verdict for found in crm.verify("contacts")] == ["equal"]
    assert crm.rows(
        "select id, _removed_reason from landing.contacts where lower(id) = 'contacts-0' order by 1"
    ) == [("CONTACTS-0", None), ("contacts-0", "hard_deleted")]


# The server takes each of these for keys of their own; lower or upper case makes them one.
APART = {
    "letters": (
        "char(36) character set utf8mb4 collate utf8mb4_general_ci",
        ["K-stra\u00dfe", "K-stra\u1e9ee"],
    ),
    "accents": ("char(36) collate utf8mb4_bin", ["Ida", "ida", "\u00cda", "\u00eda"]),
    "spaces": ("varchar(36) collate utf8mb4_nopad_bin", ["a", "a ", " a"]),
}


@pytest.mark.parametrize("name", sorted(APART))
@pytest.mark.parametrize("lane", ["a window", "a compare", "a sweep"])
def test_keys_that_the_server_tells_apart_do_not_replace_each_other(
    crm: Capturer, mariadb: Any, name: str, lane: str
) -> None:
    kind, keys = APART[name]
    rows = ", ".join(f"('{key}', 'x', '2026-11-25', 0)" for key in keys)
    run(
        mariadb,
        crm.url,
        f"create table leads (id {kind} primary key, last_name varchar(100), date_modified "
        "datetime, deleted tinyint(1))",
        f"insert into leads values {rows}",
    )
    if lane != "a compare":
        crm.policy = crm.policy.model_copy(update={"small_table_rows": 0})
    crm.run("leads")
    stamp = "date_modified" if lane == "a sweep" else "'2026-11-26'"
    run(
        mariadb,
        crm.url,
        f"update leads set last_name = 'y', date_modified = {stamp} where id = '{keys[0]}'",
    )

    counts = crm.sweep("leads").tables[0] if lane == "a sweep" else crm.run("leads").loads[0]

    assert sorted(key for (key,) in crm.rows("select id from landing.leads")) == sorted(keys)
    assert [found.verdict for found in crm.verify("leads")] == ["equal"]
    if lane != "a sweep":
        assert (counts.rows_changed, counts.rows_removed) == (1, 0)
        assert crm.run("leads").loads[0].rows_changed == 0


def test_keys_that_are_alike_once_decoded_stay_apart(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "create table contacts_cstm (id_c char(36) primary key, jjwg_maps_lat_c float(11,8))",
        "insert into contacts_cstm values ('R&D', 1), ('R&amp;D', 2), ('R&amp;amp;D', 3)",
    )
    crm.run("contacts_cstm")
    run(mariadb, crm.url, "update contacts_cstm set jjwg_maps_lat_c = 4 where id_c = 'R&amp;D'")

    crm.sweep("contacts_cstm")

    keys = [key for (key,) in crm.rows("select id_c from landing.contacts_cstm order by 1")]
    assert keys == ["R&D", "R&amp;D", "R&amp;amp;D"]
    assert [found.verdict for found in crm.verify("contacts_cstm")] == ["equal"]


def test_rows_that_cannot_be_told_apart_are_counted(crm: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "create table tasks (id char(36), name varchar(50), date_modified datetime, deleted "
        "tinyint(1))",
        "insert into tasks values ('a', 'x', '2026-11-25', 0), ('a', 'y', '2026-11-25', 0), "
        "('A', 'u', '2026-11-25', 0), (null, 'z', '2026-11-25', 0), "
        "(null, 'w', '2026-11-25', 0), ('b', 'v', '2026-11-25', 0)",
    )

    first, again = crm.run("tasks").loads[0], crm.run("tasks").loads[0]

    assert (first.rows_read, first.landing_rows, first.rows_repeated) == (6, 4, 2)
    assert (again.landing_rows, again.rows_repeated, again.rows_removed) == (4, 2, 0)
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
