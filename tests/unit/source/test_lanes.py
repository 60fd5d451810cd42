"""Which lane a table gets, and why: small, costly, indexed, mistrusted, keyless, pinned."""

from __future__ import annotations

from dataclasses import replace

import pytest

from suitehouse.source.lanes import LaneFacts, LanePolicy, choose_lanes

POLICY = LanePolicy(small_table_rows=2_000, compare_budget_seconds=0.3)
BIG = LaneFacts(
    "stamp",
    rows=1_000_000,
    bytes=400 << 20,
    stamp="date_modified",
    landing_rows=1_000_000,
    compare_seconds_per_row=10e-6,
    window_seconds=0.2,
)
MIDDLING = replace(BIG, rows=20_000, landing_rows=20_000, window_seconds=0.05)


def chosen(facts: LaneFacts, policy: LanePolicy = POLICY) -> tuple[str, str]:
    choice = choose_lanes({"contacts": facts}, policy)["contacts"]
    return choice.lane, choice.reason


@pytest.mark.parametrize(
    ("facts", "lane", "reason"),
    [
        pytest.param(
            BIG, "stamp", "comparing all 1,000,000 rows would take about 10.0 s", id="large"
        ),
        pytest.param(
            replace(BIG, rows=2_000, landing_rows=2_000),
            "compare",
            "at most 2,000 rows, so always exact",
            id="small",
        ),
        pytest.param(
            MIDDLING,
            "compare",
            "without an index on date_modified a window reads all rows too, and comparing all of "
            "it takes about 0.20 s",
            id="cheap beside its window",
        ),
        pytest.param(
            replace(MIDDLING, is_indexed=True),
            "stamp",
            "comparing all 20,000 rows would take about 0.20 s",
            id="cheap, but its window is cheaper by an index",
        ),
        pytest.param(
            replace(MIDDLING, is_indexed=True, miss_sweeps=2),
            "compare",
            "2 sweeps of 30 days found misses in it, and comparing all of it takes about 0.20 s",
            id="mistrusted",
        ),
        pytest.param(
            replace(MIDDLING, is_indexed=True, miss_sweeps=1),
            "stamp",
            "comparing all 20,000 rows would take about 0.20 s",
            id="missed once",
        ),
        pytest.param(
            replace(BIG, miss_sweeps=3),
            "stamp",
            "comparing all 1,000,000 rows would take about 10.0 s, though 3 sweeps found misses",
            id="mistrusted and too large",
        ),
        pytest.param(
            replace(BIG, has_key=False),
            "full",
            "the source keeps no key that tells its rows apart",
            id="keyless",
        ),
        pytest.param(
            replace(BIG, structural="compare"),
            "compare",
            "its contract names no stamp that shows changes",
            id="no stamp by contract",
        ),
        pytest.param(
            replace(BIG, structural="with_parent", stamp=None),
            "compare",
            "the source lacks the stamp that its window needs",
            id="no stamp in the source",
        ),
        pytest.param(
            replace(BIG, landing_rows=2_000_001),
            "compare",
            "the source seems to have less than half of the rows that landing has",
            id="truncated",
        ),
        pytest.param(
            replace(BIG, pinned="compare", pinned_by="suitehouse.toml"),
            "compare",
            "pinned in suitehouse.toml",
            id="pinned",
        ),
        pytest.param(
            replace(BIG, rows=5, has_key=False, pinned="stamp", pinned_by="its contract"),
            "stamp",
            "pinned in its contract",
            id="pinned before all else",
        ),
    ],
)
def test_a_table_gets(facts: LaneFacts, lane: str, reason: str) -> None:
    assert chosen(facts) == (lane, reason)


def test_of_a_mistrusted_table_that_was_never_measured_the_cost_is_estimated_by_its_bytes() -> None:
    unread = replace(MIDDLING, compare_seconds_per_row=None, window_seconds=None, miss_sweeps=2)

    assert chosen(replace(unread, bytes=4 << 20))[0] == "compare"
    assert chosen(replace(unread, bytes=8 << 20))[0] == "stamp"


def test_a_trusted_table_is_not_compared_before_that_was_measured() -> None:
    unread = replace(MIDDLING, compare_seconds_per_row=None, window_seconds=None, bytes=1 << 20)

    assert chosen(unread)[0] == "stamp"


def test_comparing_that_takes_no_longer_than_the_window_is_free() -> None:
    costly = replace(MIDDLING, rows=100_000, landing_rows=100_000, window_seconds=1.0)

    assert chosen(costly, LanePolicy(2_000, 0.0))[0] == "compare"


def test_the_budget_is_the_passs_and_goes_to_mistrusted_tables_first_then_to_cheap_ones() -> None:
    tables = {
        "cheap": replace(MIDDLING, rows=5_000, landing_rows=5_000, window_seconds=None),
        "dear": replace(MIDDLING, rows=25_000, landing_rows=25_000, window_seconds=None),
        "mistrusted": replace(MIDDLING, miss_sweeps=2, is_indexed=True, window_seconds=None),
        "too_dear": replace(BIG, miss_sweeps=9),
    }

    lanes = {table: choice.lane for table, choice in choose_lanes(tables, POLICY).items()}

    assert lanes == {
        "cheap": "compare",
        "dear": "stamp",
        "mistrusted": "compare",
        "too_dear": "stamp",
    }


def test_a_compared_table_stays_so_at_the_edge_of_the_budget() -> None:
    edge = replace(MIDDLING, rows=33_000, landing_rows=33_000, window_seconds=None)

    assert chosen(edge)[0] == "stamp"
    assert chosen(replace(edge, was_compared=True))[0] == "compare"
