from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from suitehouse.tabular.stamps import Stamp, parse_stamp


@pytest.mark.parametrize(
    ("cell", "day", "at"),
    [
        ("2025-01-15 23:41:00 -0500", (2025, 1, 15), (2025, 1, 16, 4, 41)),
        ("2025-01-15 01:41:00 +05:30", (2025, 1, 15), (2025, 1, 14, 20, 11)),
        ("2025-01-15T01:41Z", (2025, 1, 15), (2025, 1, 15, 1, 41)),
        ("2017-05-07 0:00:00", (2017, 5, 7), (2017, 5, 7, 0, 0)),
        ("2020-04-26 14:45:34.083 UTC", (2020, 4, 26), (2020, 4, 26, 14, 45, 34)),
    ],
)
def test_day_and_instant_are_told_apart(
    cell: str, day: tuple[int, int, int], at: tuple[int, ...]
) -> None:
    assert parse_stamp(cell) == Stamp(date(*day), datetime(*at, tzinfo=UTC))  # type: ignore[misc]


@pytest.mark.parametrize("cell", ["2026/6/12", "2026-06-12", "2026-6-12"])
def test_a_day_alone_has_no_instant(cell: str) -> None:
    assert parse_stamp(cell) == Stamp(date(2026, 6, 12))


@pytest.mark.parametrize(
    "cell",
    [
        *("", "soon", "12/06/2026", "2026-02-30", "2026-06-12 24:00:00", "2026-06-12 +0400"),
        *("2026-06-12 10:00 +9900", "0001-01-01 00:00:00 +1400", "\u0662026-06-12"),
    ],
)
def test_anything_else_is_refused_without_being_repeated(cell: str) -> None:
    with pytest.raises(ValueError, match=r"^is not a date and time$"):
        parse_stamp(cell)
