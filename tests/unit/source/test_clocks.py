"""Where a window starts after clocks jumped, ran on, or were exchanged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from suitehouse.source.clocks import (
    EARLIEST,
    ClockReading,
    Landmark,
    step_since,
    window_start,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
OVERLAP = timedelta(minutes=10)
HOUR = timedelta(hours=1)
BEFORE = ClockReading(1, NOON, NOON)
NOW = ClockReading(2, NOON + HOUR, NOON + HOUR)
CAPTURED = Landmark(NOON, NOON, 1)


def test_without_jumps_a_window_starts_at_the_watermark_less_the_overlap() -> None:
    assert window_start(CAPTURED, [BEFORE, NOW], OVERLAP) == NOON - OVERLAP


def test_a_table_that_rests_is_read_from_its_last_stamp() -> None:
    resting = replace(CAPTURED, watermark=NOON - 30 * HOUR)

    assert window_start(resting, [BEFORE, NOW], OVERLAP) == NOON - 30 * HOUR - OVERLAP


def test_a_clock_that_was_set_back_moves_the_start_by_as_much() -> None:
    set_back = replace(NOW, step_seconds=-1_800.0)

    assert window_start(CAPTURED, [BEFORE, set_back], OVERLAP) == NOON - OVERLAP - HOUR / 2


def test_a_clock_behind_the_watermark_starts_the_window_at_the_clock() -> None:
    behind = replace(NOW, server_at=NOON - HOUR, step_seconds=0.0)

    assert window_start(CAPTURED, [BEFORE, behind], OVERLAP) == NOON - HOUR - OVERLAP


def test_the_watermark_ahead_of_the_last_snapshots_clock_hides_nothing_after_it() -> None:
    """Set back before the last pass: its clock is where rows were read to, not the watermark."""
    ahead = Landmark(NOON + 5 * HOUR, NOON, 1)

    assert window_start(ahead, [BEFORE, NOW], OVERLAP) == NOON - OVERLAP


def test_rows_in_flight_when_the_clock_was_set_forward_are_read_by_the_next_window() -> None:
    jumped = replace(BEFORE, step_seconds=7_200.0)

    assert window_start(CAPTURED, [jumped, NOW], OVERLAP) == NOON - OVERLAP - 2 * HOUR


def test_jumps_forward_that_are_long_past_cost_nothing() -> None:
    long_ago = ClockReading(1, NOON - 9 * HOUR, NOON - 9 * HOUR, step_seconds=7_200.0)
    last, now = replace(BEFORE, number=2), replace(NOW, number=3)

    assert window_start(replace(CAPTURED, number=2), [long_ago, last, now], OVERLAP) == (
        NOON - OVERLAP
    )


def test_jumps_back_that_other_tables_passes_saw_count_for_this_one() -> None:
    between = ClockReading(2, NOON, NOON + HOUR / 2, step_seconds=-1_800.0)
    now = replace(NOW, number=3, step_seconds=1_800.0)

    assert window_start(CAPTURED, [BEFORE, between, now], OVERLAP) == NOON - OVERLAP - HOUR / 2


@pytest.mark.parametrize(("then", "now"), [(18_000, 18_000), (18_000, 0), (0, 18_000)])
def test_stamps_in_local_time_west_of_utc_are_reached_also_when_the_zone_is_changed(
    then: int, now: int
) -> None:
    readings = [replace(BEFORE, west_seconds=then), replace(NOW, west_seconds=now)]

    assert window_start(CAPTURED, readings, OVERLAP) == NOON - OVERLAP - 5 * HOUR


def test_a_warehouse_without_readings_goes_by_watermark_and_clock() -> None:
    assert window_start(Landmark(NOON), [NOW], OVERLAP) == NOON - OVERLAP
    assert window_start(Landmark(NOON + 9 * HOUR), [NOW], OVERLAP) == NOON + HOUR - OVERLAP


def test_no_jump_reaches_before_the_calendar() -> None:
    absurd = replace(NOW, step_seconds=-3_000 * 366 * 86_400.0)

    assert window_start(CAPTURED, [BEFORE, absurd], OVERLAP) == EARLIEST


def test_a_step_is_what_the_servers_clock_gained_on_ours() -> None:
    later = ClockReading(2, NOON + 3 * HOUR, NOON + HOUR)

    assert step_since(None, later) == 0.0
    assert step_since(BEFORE, later) == 7_200.0
    assert later.offset_seconds == 7_200.0


def test_a_clock_that_nobody_can_set_tells_when_both_were_set_back() -> None:
    """Server and pipeline on one machine: its one clock is an hour behind what has passed."""
    before = replace(BEFORE, boot="a", steady_seconds=100.0)
    after = ClockReading(2, NOON + HOUR, NOON + HOUR, boot="a", steady_seconds=100.0 + 7_200.0)

    assert step_since(before, after) == -3_600.0
    assert step_since(before, replace(after, boot="restarted")) == 0.0
