from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from suitehouse.tabular.zones import instant_of, parse_clock, zone_named


@pytest.mark.parametrize(
    ("name", "hours"),
    [("PST", -8), ("pdt", -7), ("CET", 1), ("CEST", 2), ("GMT+2", 2), ("UTC-05:00", -5), ("Z", 0)],
)
def test_a_short_name_is_a_fixed_distance_from_utc(name: str, hours: int) -> None:
    assert zone_named(name) == timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    ("name", "day", "utc"),
    [
        ("Eastern Time (US & Canada)", date(2026, 1, 31), "2026-02-01T04:30:00+00:00"),
        ("Eastern Time (US & Canada)", date(2026, 7, 31), "2026-08-01T03:30:00+00:00"),
        ("Arizona", date(2026, 7, 31), "2026-08-01T06:30:00+00:00"),
        ("Europe/Berlin", date(2026, 7, 31), "2026-07-31T21:30:00+00:00"),
        ("Tokyo", date(2026, 7, 31), "2026-07-31T14:30:00+00:00"),
    ],
)
def test_a_long_name_follows_summer_time(name: str, day: date, utc: str) -> None:
    zone = zone_named(name)

    assert zone is not None
    assert instant_of(day, time(23, 30), zone) == datetime.fromisoformat(utc)


@pytest.mark.parametrize(
    "name", ["", "IST", "Nowhere/Atall", "../etc/passwd", "America", "+25:00", "Zebediah"]
)
def test_an_unknown_zone_is_none(name: str) -> None:
    assert zone_named(name) is None


@pytest.mark.parametrize(
    ("cell", "clock"),
    [
        ("23:31:39", time(23, 31, 39)),
        ("9:00:00 AM", time(9)),
        ("12:00:05 AM", time(0, 0, 5)),
        ("12:00 pm", time(12)),
        ("2:30:00 p.m.", time(14, 30)),
    ],
)
def test_a_time_of_day_has_24_hours_or_twice_12(cell: str, clock: time) -> None:
    assert parse_clock(cell) == clock


@pytest.mark.parametrize("cell", ["", "24:00:00", "13:00 PM", "0:30 AM", "noon", "10:61"])
def test_what_is_no_time_of_day_is_refused_without_being_repeated(cell: str) -> None:
    with pytest.raises(ValueError, match=r"^is not a time of day$"):
        parse_clock(cell)


def test_an_instant_off_the_calendar_is_none() -> None:
    zone = zone_named("AEST")

    assert zone is not None
    assert instant_of(date(1, 1, 1), time(0), zone) is None
    assert instant_of(date(2026, 3, 1), time(10), zone) == datetime(2026, 3, 1, tzinfo=UTC)
