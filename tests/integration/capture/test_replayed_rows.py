"""Rows in quarantine are read again by their keys, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from hostile_crm import KINDS, OPEN, contract_of, hostile_crm, sql

from suitehouse.capture import PassReport
from suitehouse.capturing.quarantine import keys_to_ask, open_entries
from suitehouse.contracts.model import TableContract
from suitehouse.settings import CapturePolicy

pytestmark = pytest.mark.integration


def replay(crm: Capturer) -> PassReport:
    with crm.open(read_only=True) as warehouse:
        entries = open_entries(warehouse)
    return crm.run("hostile", asked_keys=keys_to_ask(entries, crm.contracts))


def watermark(crm: Capturer) -> Any:
    return crm.rows("select watermark from ops.watermarks where table_name = 'hostile'")


@pytest.fixture
def crm(mariadb: Any, tmp_path: Path) -> Capturer:
    """Three rows with a date that is none, and a good one; read by window."""
    made = hostile_crm(mariadb, tmp_path, contract_of({"id": "char(36)", **KINDS}))
    crm = replace(made, policy=CapturePolicy(tables=("hostile",), small_table_rows=0))
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, day, date_modified) values ('a', '2024-00-00', '2026-11-01'), "
        "('b', '2024-00-00', '2026-11-01'), ('c', '2024-00-00', '2026-11-01'), "
        "('good', '2024-01-01', '2026-11-01')",
    )
    crm.run()
    return crm


def test_only_the_rows_in_quarantine_are_read_and_those_that_fit_are_closed(
    crm: Capturer, mariadb: Any
) -> None:
    # Without a stamp, so that no window would find them.
    sql(
        mariadb,
        crm.url,
        "update hostile set day = '2024-02-02' where id in ('a', 'good')",
        "delete from hostile where id = 'b'",
    )
    before = watermark(crm)

    (load,) = replay(crm).loads

    assert (load.rows_read, load.rows_changed, load.unreadable_values) == (2, 1, 1)
    assert crm.rows(OPEN) == [("c", "day", "does_not_fit", 1)]
    days = "select id, cast(day as varchar) from landing.hostile order by id"
    assert crm.rows(days) == [
        ("a", "2024-02-02"),
        ("b", None),
        ("c", None),
        ("good", "2024-01-01"),
    ]
    assert watermark(crm) == before


def test_a_replay_does_not_hide_changes_from_the_next_pass(crm: Capturer, mariadb: Any) -> None:
    sql(
        mariadb,
        crm.url,
        "update hostile set day = '2024-02-02', date_modified = '2026-11-20' where id = 'a'",
        "update hostile set name = 'new', date_modified = '2026-11-10' where id = 'good'",
    )

    replay(crm)
    crm.run()

    assert crm.rows("select name from landing.hostile where id = 'good'") == [("new",)]
    assert [found.verdict for found in crm.verify("hostile")] == ["equal"]


def test_nothing_put_right_leaves_everything_as_it_is(crm: Capturer) -> None:
    before = crm.landed(), crm.rows("select * from ops.quarantine order by all")

    first, second = replay(crm), replay(crm)

    assert (first.changed_tables, second.changed_tables) == ((), ())
    assert (crm.landed(), crm.rows("select * from ops.quarantine order by all")) == before


def test_rows_that_are_all_gone_are_closed(crm: Capturer, mariadb: Any) -> None:
    sql(mariadb, crm.url, "delete from hostile where id <> 'good'")

    replay(crm)

    assert crm.rows(OPEN) == []
    assert crm.rows("select count(*) from landing.hostile where _removed_at is null") == [(4,)]


def test_a_table_in_another_shape_is_read_whole(crm: Capturer) -> None:
    kinds = {"id": "char(36)", **KINDS, "day": "varchar(20)"}
    changed = replace(crm, contracts={**crm.contracts, "hostile": contract_of(kinds)}, passes=5)

    (load,) = replay(changed).loads

    assert (load.mode, load.rows_read) == ("compare", 4)
    assert crm.rows(OPEN) == []
    assert [found.verdict for found in changed.verify("hostile")] == ["equal"]


def test_rows_that_have_no_key_are_looked_for_in_the_whole_table(
    mariadb: Any, tmp_path: Path
) -> None:
    contract = contract_of({"id": "char(36)", **KINDS})
    crm = hostile_crm(mariadb, tmp_path, contract, keys="")
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, name) values (null, '1'), (null, '2'), ('a', '3'), ('b', '4')",
    )
    crm.run()
    sql(mariadb, crm.url, "delete from hostile where name = '2'")

    (load,) = replay(crm).loads

    assert (load.mode, load.rows_read) == ("compare", 3)
    assert crm.rows(OPEN) == []


def test_rows_that_shared_a_key_are_closed_once_they_have_parted(
    mariadb: Any, tmp_path: Path
) -> None:
    contract = contract_of({"id": "char(36)", "part": "int(11)", **KINDS}, key=("id", "part"))
    crm = hostile_crm(mariadb, tmp_path, contract, keys="")
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, part, name) values ('a', 1, '1'), ('a', 1, '2'), "
        "('a', null, ''), ('a', null, ''), ('b', 1, '3')",
    )
    crm.run()
    assert [row[0] for row in crm.rows(OPEN)] == ['["a","1"]', '["a",null]']
    sql(mariadb, crm.url, "update hostile set part = 2 where name = '2'")

    replay(crm)

    assert [row[0] for row in crm.rows(OPEN)] == ['["a",null]']


def test_a_window_does_not_part_rows_that_share_a_key(mariadb: Any, tmp_path: Path) -> None:
    contract = contract_of({"id": "char(36)", **KINDS}).model_copy(update={"pinned_lane": "stamp"})
    made = hostile_crm(mariadb, tmp_path, contract, keys="")
    crm = replace(made, policy=CapturePolicy(tables=("hostile",), small_table_rows=0))
    sql(
        mariadb,
        crm.url,
        "insert into hostile (id, name, date_modified) values ('a', '1', '2026-11-01'), "
        "('a', '2', '2026-11-02'), ('b', '3', '2026-11-03')",
    )
    crm.run()
    sql(
        mariadb,
        crm.url,
        "update hostile set name = 'new', date_modified = '2026-11-20' where name = '2'",
    )

    (load,) = crm.run().loads

    assert (load.mode, load.rows_read) == ("window", 2)
    assert crm.rows(OPEN) == [("a", None, "repeated_key", 1)]


def test_a_replay_of_rows_without_a_stamp_leaves_the_parents_watermark(
    mariadb: Any, tmp_path: Path
) -> None:
    kinds = {"id": "char(36)", "name": "varchar(50)", "day": "date"}
    parent = {"table": "accounts", "column": "id"}
    contract = TableContract.model_validate(
        {
            **contract_of(kinds, lane="full").model_dump(by_alias=True),
            "lane": "with_parent",
            "parent": parent,
        }
    )
    made = hostile_crm(mariadb, tmp_path, contract)
    crm = replace(made, policy=CapturePolicy(tables=("hostile",), small_table_rows=0))
    sql(
        mariadb,
        crm.url,
        "alter table accounts add date_modified datetime",
        "insert into accounts values ('a', '2026-11-01'), ('b', '2026-11-01')",
        "insert into hostile values ('a', 'n', '2024-00-00'), ('b', 'n', null)",
    )
    crm.run()
    sql(
        mariadb,
        crm.url,
        "update hostile set name = 'new' where id = 'b'",
        "update accounts set date_modified = '2026-11-20' where id = 'b'",
        "update hostile set day = '2024-01-01' where id = 'a'",
    )
    before = watermark(crm)

    replay(crm)

    assert crm.rows(OPEN) == []
    assert watermark(crm) == before
    crm.run()
    assert crm.rows("select name from landing.hostile where id = 'b'") == [("new",)]
