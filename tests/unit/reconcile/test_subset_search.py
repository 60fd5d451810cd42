"""Which choices of amounts add up to another: all of them counted, the shortest listed."""

from __future__ import annotations

from math import comb

import pytest

from suitehouse.reconcile.subset_search import MOST_CANDIDATES, find_fits, is_telling


def test_the_one_choice_that_adds_up_is_found() -> None:
    fits = find_fits(600, [100, 250, 500, 777])

    assert (fits.count, fits.listed, fits.touched) == (1, ((0, 2),), (0, 2))


def test_every_choice_that_adds_up_counts() -> None:
    fits = find_fits(500, [100, 200, 300, 400, 500])

    assert fits.count == 3
    assert fits.listed == ((4,), (0, 3), (1, 2))
    assert fits.touched == (0, 1, 2, 3, 4)


def test_amounts_may_be_negative() -> None:
    assert find_fits(70, [100, -30, 5]).listed == ((0, 1),)
    assert find_fits(-70, [-100, 30, 5]).listed == ((0, 1),)


def test_nothing_adds_up_to_what_cannot_be_reached() -> None:
    fits = find_fits(601, [100, 200, 300])

    assert (fits.count, fits.listed, fits.touched) == (0, (), ())


def test_without_candidates_nothing_fits() -> None:
    assert find_fits(1, []).count == 0


def test_as_many_equal_amounts_as_there_may_be_are_counted_and_ten_choices_listed() -> None:
    fits = find_fits(1200, [100] * MOST_CANDIDATES)

    assert fits.count == comb(24, 12)
    assert fits.touched == tuple(range(24))
    assert len(set(fits.listed)) == 10
    assert fits.listed[0] == tuple(range(12))
    assert fits.listed == tuple(sorted(fits.listed))


@pytest.mark.parametrize(("target", "amounts"), [(0, [1, -1]), (5, [1] * (MOST_CANDIDATES + 1))])
def test_a_search_without_bounds_is_refused(target: int, amounts: list[int]) -> None:
    with pytest.raises(ValueError, match="at most 24 candidates"):
        find_fits(target, amounts)


def test_a_sum_tells_something_only_where_few_choices_meet_many_sums() -> None:
    assert is_telling([30_00, 60_00])
    assert is_telling([100_000] * 10)
    assert not is_telling([100_000] * 24)
    assert not is_telling([20, 30])
