"""What a pass reads of a table: its lane, its watermark, and what the source can still tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from suitehouse.contracts.model import TableContract, load_contracts
from suitehouse.contracts.shape import TableShape, shape_of
from suitehouse.source.catalogue import SourceColumn, SourceTable
from suitehouse.source.lanes import LaneChoice
from suitehouse.source.windows import (
    PARENT_STAMP,
    Bearing,
    PassPolicy,
    ReadPlan,
    Turn,
    WindowPlanner,
    next_watermark,
)
from suitehouse.warehouses.protocol import TableState

CONTRACTS = load_contracts()
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
OVERLAP = timedelta(minutes=10)


def live(
    contract: TableContract,
    rows: int = 1_000_000,
    collation: str = "general",
    *,
    is_keyed: bool = True,
) -> SourceTable:
    columns = [
        SourceColumn(column.name, column.type, is_keyed and column.name in contract.key, collation)
        for column in contract.columns
    ]
    return SourceTable(contract.table, tuple(columns), rows)


def shape(table: str, *, without: str | None = None) -> TableShape:
    contract = CONTRACTS[table]
    return shape_of(contract, {c.name: c.type for c in contract.columns if c.name != without})


def plan(
    of: TableShape,
    state: TableState,
    *,
    full: bool = False,
    catalogue: dict[str, SourceTable] | None = None,
    bearing: Bearing | None = None,
) -> ReadPlan:
    tables = {name: live(contract) for name, contract in CONTRACTS.items()}
    planner = WindowPlanner(
        CONTRACTS, {**tables, **(catalogue or {})}, PassPolicy(OVERLAP, full, 2_000)
    )
    return planner.plan(of, state, bearing)


def landed(of: TableShape) -> TableState:
    return TableState(NOON, of.fingerprint, rows=5)


def test_an_empty_landing_table_is_filled() -> None:
    planned = plan(shape("contacts"), TableState())

    assert planned.mode == "full"
    assert " where " not in planned.query.sql


def test_a_small_table_is_read_whole_and_compared() -> None:
    contacts = shape("contacts")
    small = {"contacts": live(CONTRACTS["contacts"], rows=2_000)}

    planned = plan(contacts, landed(contacts), catalogue=small)

    assert planned.mode == "compare"
    assert planned.start is None
    assert planned.stamp == "date_modified"
    assert " where " not in planned.query.sql


def test_a_small_table_of_which_nothing_landed_is_filled() -> None:
    small = {"contacts": live(CONTRACTS["contacts"], rows=2_000)}

    assert plan(shape("contacts"), TableState(NOON), catalogue=small).mode == "full"


def test_columns_that_are_dropped_are_not_even_asked_for() -> None:
    query = plan(shape("users"), TableState()).query

    assert "user_hash" not in query.sql
    assert "user_hash" not in query.columns
    assert "`id`" in query.sql


def test_a_window_starts_at_the_watermark_less_the_overlap_start_included() -> None:
    contacts = shape("contacts")

    planned = plan(contacts, landed(contacts))

    assert planned.mode == "window"
    assert planned.start == NOON - OVERLAP
    assert "`date_modified` >= '2026-11-25 11:50:00'" in planned.query.sql
    assert planned.stamp == "date_modified"


def test_rows_without_a_usable_stamp_belong_to_every_window() -> None:
    contacts = shape("contacts")

    sql = plan(contacts, landed(contacts)).query.sql

    assert "`date_modified` is null" in sql
    assert "`date_modified` < '1000-01-01'" in sql


def test_changed_rows_are_found_by_stamp_and_read_by_a_unique_key() -> None:
    contacts = shape("contacts")

    sql = plan(contacts, landed(contacts)).query.sql

    assert "from `contacts` s straight_join `contacts` c on c.`id` = s.`id` where (s." in sql


def test_rows_whose_key_may_repeat_are_read_where_they_are_found() -> None:
    contacts = shape("contacts")
    keyless = live(CONTRACTS["contacts"], is_keyed=False)

    sql = plan(contacts, landed(contacts), catalogue={"contacts": keyless}).query.sql

    assert "from `contacts` s where (s." in sql


def test_a_full_pass_compares_every_row() -> None:
    contacts = shape("contacts")

    planned = plan(contacts, landed(contacts), full=True)

    assert planned.mode == "compare"
    assert " where " not in planned.query.sql


def test_a_changed_shape_reads_every_row_again() -> None:
    contacts = shape("contacts")

    planned = plan(contacts, replace(landed(contacts), fingerprint="another"))

    assert planned.mode == "compare"


def test_audit_tables_are_read_from_their_creation_stamp() -> None:
    audit = shape("accounts_audit")

    planned = plan(audit, landed(audit))

    assert "`date_created` >= '2026-11-25 11:50:00'" in planned.query.sql


def test_a_large_child_is_read_with_its_parents_changes() -> None:
    custom = shape("contacts_cstm")

    planned = plan(custom, landed(custom))

    assert "from `contacts` p join `contacts_cstm` c on c.`id_c` = p.`id`" in planned.query.sql
    assert "p.`date_modified` >= '2026-11-25 11:50:00'" in planned.query.sql
    assert planned.query.extra == (PARENT_STAMP,)
    assert planned.stamp == PARENT_STAMP


@pytest.mark.parametrize(
    "catalogue",
    [
        pytest.param(
            {"contacts_cstm": live(CONTRACTS["contacts_cstm"], rows=2_000)}, id="it is small"
        ),
        pytest.param(
            {"contacts": live(CONTRACTS["contacts"], collation="unicode")},
            id="keys compare in two collations",
        ),
        pytest.param({"contacts": SourceTable("contacts", (), 9)}, id="the parent lacks its key"),
    ],
)
def test_a_child_is_read_whole_where(catalogue: dict[str, SourceTable]) -> None:
    custom = shape("contacts_cstm")

    planned = plan(custom, landed(custom), catalogue=catalogue)

    assert planned.mode == "compare"
    assert planned.start is None
    assert " join " not in planned.query.sql


def test_a_table_whose_cursor_column_is_gone_is_read_whole() -> None:
    contacts = shape("contacts", without="date_modified")

    planned = plan(contacts, landed(contacts))

    assert planned.mode == "compare"
    assert planned.start is None
    assert planned.stamp is None


def test_a_bearing_decides_lane_and_start() -> None:
    contacts = shape("contacts")
    compared = Bearing(LaneChoice("compare", "small"), NOON)
    stamped = Bearing(LaneChoice("stamp", "large"), NOON - timedelta(days=3))

    assert plan(contacts, landed(contacts), bearing=compared).mode == "compare"
    assert plan(contacts, landed(contacts), bearing=stamped).start == NOON - timedelta(days=3)


def test_a_bearing_does_not_keep_what_must_be_read_whole_from_being_so() -> None:
    contacts = shape("contacts")
    stamped = Bearing(LaneChoice("stamp", "large"), NOON)

    assert plan(contacts, TableState(), bearing=stamped).mode == "full"
    assert plan(contacts, landed(contacts), bearing=stamped, full=True).mode == "compare"
    assert plan(contacts, landed(contacts), bearing=replace(stamped, start=None)).mode == "compare"


@pytest.mark.parametrize(
    ("unstamped_rows", "number", "parts", "part"),
    [(0, 7, 1, 0), (2_000, 7, 1, 0), (2_001, 7, 2, 1), (1_000_000, 1_502, 500, 2)],
)
def test_rows_without_a_stamp_take_turns_from_two_thousand_on(
    unstamped_rows: int, number: int, parts: int, part: int
) -> None:
    turn = Turn.of(unstamped_rows, number, NOON)

    assert (turn.parts, turn.part) == (parts, part)
    assert turn.ahead == NOON + timedelta(days=1)


def test_a_turn_takes_unstamped_rows_of_its_part_and_every_stamped_one() -> None:
    contacts = shape("contacts")
    bearing = Bearing(LaneChoice("stamp", "large"), NOON, Turn.of(6_000, 4, NOON))

    sql = plan(contacts, landed(contacts), bearing=bearing).query.sql

    assert sql.endswith(
        "where (s.`date_modified` >= '2026-11-25 12:00:00' and "
        "s.`date_modified` < '2026-11-26 12:00:00' or (s.`date_modified` is null or "
        "s.`date_modified` < '1000-01-01' or s.`date_modified` >= '2026-11-26 12:00:00') and "
        "crc32(s.`id`) % 3 = 1)"
    )


def test_children_take_turns_by_their_parents_keys() -> None:
    custom = shape("contacts_cstm")
    bearing = Bearing(LaneChoice("with_parent", "large"), NOON, Turn.of(6_000, 4, NOON))

    assert "crc32(p.`id`) % 3 = 1" in plan(custom, landed(custom), bearing=bearing).query.sql


def test_the_watermark_is_the_highest_stamp() -> None:
    assert next_watermark(None, NOON, NOON + OVERLAP) == NOON


def test_a_stamp_from_the_future_moves_the_watermark_to_the_clock_only() -> None:
    assert next_watermark(NOON, NOON + timedelta(days=400), NOON + OVERLAP) == NOON + OVERLAP


def test_the_watermark_never_goes_back() -> None:
    assert next_watermark(NOON, NOON - OVERLAP, NOON + OVERLAP) == NOON
    assert next_watermark(NOON, None, NOON + OVERLAP) == NOON
    assert next_watermark(None, None, NOON) is None
