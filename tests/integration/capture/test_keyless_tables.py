"""Tables without a key: as many alike rows land as the source has, compared in every pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from hostile_crm import OPEN, contract_of, hostile_crm, sql
from pydantic import ValidationError

from suitehouse.errors import RemovalGuardError
from suitehouse.modelling.builds import duplicate_keys
from suitehouse.settings import CapturePolicy

pytestmark = pytest.mark.integration

KINDS = {"category": "varchar(32)", "name": "varchar(255)", "value": "text", "day": "date"}
LANDED = """
    select category, name, value, count(*) from landing.hostile where _removed_at is null
    group by all order by all
"""


@pytest.fixture
def crm(mariadb: Any, tmp_path: Path) -> Capturer:
    """A table of settings, some of which are there twice or thrice."""
    crm = hostile_crm(mariadb, tmp_path, contract_of(KINDS, key=(), lane="full"), keys="")
    sql(
        mariadb,
        crm.url,
        "insert into hostile (category, name, value) values ('a', 'x', '1'), ('a', 'x', '1'), "
        "('a', 'x', '1'), ('b', null, ''), ('b', null, ''), ('b', null, null), ('c', 'z', '9')",
    )
    return crm


def test_alike_rows_land_as_often_as_they_are_there(crm: Capturer) -> None:
    (load,) = crm.run().loads
    landed = crm.landed()
    again = crm.run()
    anew = crm.run(full=True)

    assert (load.rows_read, load.landing_rows, load.rows_repeated) == (7, 7, 0)
    assert load.lane == "full"
    assert crm.rows(LANDED) == [
        ("a", "x", "1", 3),
        ("b", None, "", 2),
        ("b", None, None, 1),
        ("c", "z", "9", 1),
    ]
    assert (again.changed_tables, anew.changed_tables, crm.landed()) == ((), (), landed)
    assert [found.verdict for found in crm.verify("hostile")] == ["equal"]
    assert crm.rows(OPEN) == []
    with crm.open(read_only=True) as warehouse:
        assert duplicate_keys(warehouse, crm.contracts["hostile"]) == 0


def test_every_pass_brings_the_counts_up_to_date(crm: Capturer, mariadb: Any) -> None:
    crm.run()
    sql(
        mariadb,
        crm.url,
        "delete from hostile where category = 'a' limit 1",
        "insert into hostile (category, name, value) values ('c', 'z', '9'), ('d', 'new', '0')",
        "update hostile set value = 'changed' where value is null",
    )
    (stale,) = crm.verify("hostile")

    (load,) = crm.run().loads

    assert (stale.verdict, stale.missing, stale.extra) == ("different", 3, 2)
    assert (load.rows_changed, load.rows_removed, load.landing_rows) == (3, 2, 8)
    assert crm.rows(LANDED) == [
        ("a", "x", "1", 2),
        ("b", None, "", 2),
        ("b", None, "changed", 1),
        ("c", "z", "9", 2),
        ("d", "new", "0", 1),
    ]
    gone = "select count(*) from landing.hostile where _removed_reason = 'hard_deleted'"
    assert crm.rows(gone) == [(2,)]
    assert [found.verdict for found in crm.verify("hostile")] == ["equal"]


def test_a_row_that_comes_back_is_live_again(crm: Capturer, mariadb: Any) -> None:
    crm.run()
    sql(mariadb, crm.url, "delete from hostile where category = 'c'")
    crm.run()
    sql(mariadb, crm.url, "insert into hostile (category, name, value) values ('c', 'z', '9')")

    (load,) = crm.run().loads

    assert (load.rows_changed, load.landing_rows) == (1, 7)
    assert [found.verdict for found in crm.verify("hostile")] == ["equal"]


def test_rows_that_all_changed_are_no_other_source_but_an_emptied_table_is(
    crm: Capturer, mariadb: Any
) -> None:
    strict = replace(crm, policy=CapturePolicy(tables=("hostile",), removal_guard_rows=2))
    strict.run()
    sql(mariadb, crm.url, "update hostile set day = '2026-11-25'")

    (load,) = strict.run().loads
    landed = strict.landed()
    sql(mariadb, crm.url, "truncate table hostile")

    assert (load.rows_changed, load.rows_removed) == (7, 7)
    with pytest.raises(RemovalGuardError, match="7 of the 7 live rows"):
        strict.run()
    assert strict.landed() == landed


def test_another_shape_replaces_all_rows(crm: Capturer, mariadb: Any) -> None:
    crm.run()
    sql(mariadb, crm.url, "alter table hostile add number int default 7")
    contract = contract_of({**KINDS, "number": "int(11)"}, key=(), lane="full")
    wider = replace(crm, contracts={**crm.contracts, "hostile": contract}, passes=5)

    (load,) = wider.run().loads

    assert (load.landing_rows, load.rows_removed) == (7, 0)
    assert wider.rows("select number, count(*) from landing.hostile group by all") == [(7, 7)]
    assert [found.verdict for found in wider.verify("hostile")] == ["equal"]


def test_values_that_do_not_fit_are_counted_since_no_key_names_their_rows(
    crm: Capturer, mariadb: Any
) -> None:
    sql(mariadb, crm.url, "update hostile set day = '2024-00-00' where category = 'a'")

    crm.run()
    again = crm.run(full=True)

    assert crm.rows(OPEN) == [(None, "day", "does_not_fit", 3)]
    assert again.changed_tables == ()


def test_an_empty_table_without_a_key(mariadb: Any, tmp_path: Path) -> None:
    crm = hostile_crm(mariadb, tmp_path, contract_of(KINDS, key=(), lane="full"), keys="")

    (load,) = crm.run().loads

    assert (load.landing_rows, [found.verdict for found in crm.verify("hostile")]) == (0, ["equal"])


def test_a_sweep_passes_it_over_since_every_pass_compares_it(crm: Capturer) -> None:
    crm.run()
    before = crm.landed()

    report = crm.sweep("hostile")

    assert ([row.status for row in report.tables], report.status) == (["keyless"], "complete")
    assert crm.landed() == before


def test_a_contract_without_a_key_takes_the_lane_full_only() -> None:
    with pytest.raises(ValidationError, match="without a key needs lane 'full'"):
        contract_of(KINDS, key=(), lane="compare")


def test_it_holds_on_another_day(crm: Capturer) -> None:
    crm.run()

    later = replace(crm, now=datetime(2027, 1, 1, tzinfo=UTC), passes=9)

    assert later.run().changed_tables == ()
