"""When a table's overlap widens, when it narrows, and what keeps it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from suitehouse.capturing.overlap import LateFindings, OverlapChange, overlap_change

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CAP = 86_400
WIDE = LateFindings(
    overlap_seconds=3_600, set_at=NOW - 20 * DAY, proven_at=NOW - DAY, last_found_at=NOW - 21 * DAY
)
WIDEN = "a sweep found rows that were 3,000 s late"
NARROW = "nothing late was found for 14 days"


def test_without_late_rows_nothing_is_set() -> None:
    assert overlap_change(LateFindings(), NOW, CAP) is None


def test_a_late_row_widens_at_once_by_a_fifth_more_in_whole_minutes() -> None:
    found = LateFindings(latest=3_000, last_found_at=NOW)

    assert overlap_change(found, NOW, CAP) == OverlapChange(3_600, WIDEN)
    assert overlap_change(replace(found, latest=3_001), NOW, CAP) == OverlapChange(
        3_660, "a sweep found rows that were 3,001 s late"
    )


def test_the_cap_bounds_it() -> None:
    found = LateFindings(latest=3_000, last_found_at=NOW)

    assert overlap_change(found, NOW, 1_800) == OverlapChange(1_800, WIDEN)
    assert overlap_change(replace(found, overlap_seconds=1_800, set_at=NOW), NOW, 1_800) is None


def test_what_the_overlap_reaches_already_changes_nothing() -> None:
    assert overlap_change(replace(WIDE, latest=3_000, last_found_at=NOW), NOW, CAP) is None


def test_a_fortnight_without_late_rows_halves_it() -> None:
    assert overlap_change(WIDE, NOW, CAP) == OverlapChange(1_800, NARROW)


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(replace(WIDE, set_at=NOW - 13 * DAY), id="it was set lately"),
        pytest.param(replace(WIDE, last_found_at=NOW - 13 * DAY), id="a late row was found lately"),
        pytest.param(replace(WIDE, proven_at=None), id="no sweep ever looked"),
        pytest.param(replace(WIDE, proven_at=NOW - 20 * DAY), id="no sweep looked since"),
        pytest.param(replace(WIDE, reached=3_000), id="windows still read rows as late as that"),
    ],
)
def test_it_stays_where(found: LateFindings) -> None:
    assert overlap_change(found, NOW, CAP) is None


def test_it_does_not_narrow_below_what_windows_found_late() -> None:
    assert overlap_change(replace(WIDE, reached=2_500), NOW, CAP) == OverlapChange(3_000, NARROW)


def test_it_narrows_to_nothing_in_time() -> None:
    found, now, steps = WIDE, NOW, 0
    while change := overlap_change(found, now, CAP):
        now, steps = now + 15 * DAY, steps + 1
        found = replace(
            found, overlap_seconds=change.seconds, set_at=now - 15 * DAY, proven_at=now - DAY
        )

    assert (found.overlap_seconds, steps) == (0, 12)
