"""How a relation gets to a target: nothing, the rows of the loads since, or all of it; and why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from deliveries import NOON, relation

from suitehouse.delivery.plan import Supplier, way_of
from suitehouse.delivery.relations import Held
from suitehouse.delivery.states import LoadMark, LoadsSince
from suitehouse.targets._shape import alterations, shape_text
from suitehouse.targets.protocol import Column, Receipt

PLAIN = (Column("id", "VARCHAR"), Column("text", "VARCHAR"))
SUPPLIER = Supplier("writer", "0a1b2c3d")
THINGS = relation(PLAIN)


def after(state: str, mark: LoadMark) -> LoadsSince:
    """A relation that a load changed after a state, and no other is known."""
    return lambda version: (mark,) if version == state else ()


HELD = Held(THINGS, "2 run-2", 10, after("1 run-1", LoadMark("run-2", rewrites=False)))
RECEIPT = Receipt("landing", "things", HELD.version, HELD.shape, "0a1b2c3d", "writer", 10, NOON)


def test_what_is_there_already_is_left_alone() -> None:
    assert way_of(HELD, RECEIPT, SUPPLIER) is None


@pytest.mark.parametrize(
    ("receipt", "reason"),
    [
        (None, "new there"),
        (replace(RECEIPT, version=""), "new there"),
        (replace(RECEIPT, key_id="ffffffff"), "rotated"),
        (replace(RECEIPT, supplier="another"), "another writer"),
        (replace(RECEIPT, shape="{}"), "columns changed"),
        (replace(RECEIPT, version="9 run-9"), "not told apart"),
        (replace(RECEIPT, version="1 run-x"), "not told apart"),
        (replace(RECEIPT, version="0"), "not told apart"),
        (replace(RECEIPT, rows=9), "not told apart"),
        (replace(RECEIPT, version="nonsense"), "not told apart"),
    ],
)
def test_it_goes_whole_where_changed_rows_would_not_do(
    receipt: Receipt | None, reason: str
) -> None:
    way = way_of(HELD, receipt, SUPPLIER)

    assert way is not None
    assert way.mode == "replace"
    assert reason in way.reason
    assert "where" not in way.query


def test_the_rows_of_the_loads_since_are_merged() -> None:
    way = way_of(HELD, replace(RECEIPT, version="1 run-1", rows=8), SUPPLIER)

    assert way is not None
    assert way.mode == "merge"
    assert way.query.endswith("where _run_id in ('run-2')")


def test_of_history_all_versions_of_those_rows_are() -> None:
    versions = replace(HELD, relation=replace(THINGS, schema="history"))

    way = way_of(versions, replace(RECEIPT, version="1 run-1"), SUPPLIER)

    assert way is not None
    assert way.mode == "merge"
    assert 'where ("id") in (select ("id") from landing."things" where _run_id in' in way.query


def test_the_ledger_of_loads_goes_on_from_its_last_run() -> None:
    ledger = relation(PLAIN, schema="ops", name="table_loads", key=("run_id",))
    held = Held(ledger, "9 run-2", 9, after("8 run-2", LoadMark("run-2", rewrites=False)))
    receipt = replace(RECEIPT, version="8 run-2", rows=8, shape=held.shape)

    way = way_of(held, receipt, SUPPLIER)

    assert way is not None
    assert way.mode == "merge"
    assert way.query.endswith("""from "ops"."table_loads" where run_id in ('run-2')""")


def test_what_no_load_tells_apart_goes_whole() -> None:
    mart = replace(HELD, loads_since=None, version="4 other")

    way = way_of(mart, RECEIPT, SUPPLIER)

    assert way is not None
    assert (way.mode, way.reason) == ("replace", "it changed")


def test_a_load_that_rewrote_the_table_sends_it_whole() -> None:
    erasure = after(HELD.version, LoadMark("erasure-1", rewrites=True))
    erased = replace(HELD, loads_since=erasure, version="3 erasure-1")

    way = way_of(erased, RECEIPT, SUPPLIER)

    assert way is not None
    assert (way.mode, way.reason) == ("replace", "it was loaded or rewritten whole")


def test_without_a_key_it_always_goes_whole() -> None:
    keyless = replace(HELD, relation=replace(THINGS, key=()))

    way = way_of(keyless, replace(RECEIPT, version="1 run-1"), SUPPLIER)

    assert way is not None
    assert way.mode == "replace"


def test_it_can_be_asked_for_anew() -> None:
    way = way_of(HELD, RECEIPT, SUPPLIER, anew=True)

    assert way is not None
    assert (way.mode, way.reason) == ("replace", "asked for")


def test_run_ids_are_quoted() -> None:
    since = after(HELD.version, LoadMark("o'clock", rewrites=False))
    held = replace(HELD, loads_since=since, version="3 o'clock")

    way = way_of(held, RECEIPT, SUPPLIER)

    assert way is not None
    assert "'o''clock'" in way.query


def test_a_column_of_another_type_goes_and_comes_anew() -> None:
    before = shape_text((Column("a", "VARCHAR"), Column("b", "BIGINT"), Column("c", "DATE")))
    after = (Column("a", "VARCHAR"), Column("b", "VARCHAR"), Column("d", "DATE"))

    changes = alterations(before, after)

    assert changes.dropped == ("b", "c")
    assert [column.name for column in changes.added] == ["b", "d"]
    assert not alterations(shape_text(after), after)
