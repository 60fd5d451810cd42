from __future__ import annotations

import pytest
from books import day

from suitehouse.errors import ConfigurationError
from suitehouse.reconcile.period import Period, day_of_month, month_before, parse_month


def test_a_month_runs_from_its_first_to_its_last_day() -> None:
    assert parse_month("2028-02") == Period(day("2028-02-01"), day("2028-02-29"))


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-3", "March", "0000-01", "2026-03-01"]
)
def test_anything_else_is_misuse(text: str) -> None:
    with pytest.raises(ConfigurationError, match="YYYY-MM"):
        parse_month(text)


def test_both_ends_belong_to_the_period() -> None:
    period = parse_month("2026-03")

    assert period.contains(day("2026-03-01"))
    assert period.contains(day("2026-03-31"))
    assert not period.contains(day("2026-04-01"))


def test_labels_name_a_month_or_both_ends() -> None:
    assert parse_month("2026-03").label == "2026-03"
    assert Period(day("2026-03-02"), day("2026-03-31")).label == "2026-03-02_2026-03-31"


def test_a_window_stops_at_the_ends_of_the_calendar() -> None:
    assert Period(day("0001-01-01"), day("9999-12-31")).widened(45).start == day("0001-01-01")


@pytest.mark.parametrize(
    ("today", "month"),
    [("2026-03-31", "2026-02"), ("2028-03-01", "2028-02"), ("2026-01-15", "2025-12")],
)
def test_the_month_before_is_a_whole_month(today: str, month: str) -> None:
    assert month_before(day(today)) == parse_month(month)


@pytest.mark.parametrize(
    ("number", "found"), [(1, "2026-02-01"), (28, "2026-02-28"), (31, "2026-02-28")]
)
def test_a_day_that_the_month_lacks_is_its_last(number: int, found: str) -> None:
    assert day_of_month(day("2026-02-10"), number) == day(found)


def test_shared_days_are_counted_with_both_ends() -> None:
    march = parse_month("2026-03")

    assert march.days == 31
    assert march.shared_days(Period(day("2026-03-31"), day("2026-04-05"))) == 1
    assert march.shared_days(parse_month("2026-04")) == 0
    assert march.shared_days(parse_month("2027-04")) == 0
