from __future__ import annotations

import pytest
from books import day

from suitehouse.errors import ConfigurationError
from suitehouse.reconcile.period import Period, parse_month


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
