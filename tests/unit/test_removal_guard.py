"""How many rows may go before the source is doubted."""

from __future__ import annotations

import pytest

from suitehouse.removal_guard import RemovalGuard

GUARD = RemovalGuard(pct=25, rows=10)


@pytest.mark.parametrize(
    ("gone", "rows", "gone_live", "live", "is_believed"),
    [
        (0, 100, 0, 100, True),
        (25, 100, 25, 100, True),
        (26, 100, 26, 100, False),
        (10, 11, 10, 11, True),
        (60, 100, 5, 45, True),
        (10, 10, 10, 10, True),
        (11, 11, 0, 0, False),
    ],
)
def test_a_share_or_a_handful_may_go_but_not_the_last_row(
    *, gone: int, rows: int, gone_live: int, live: int, is_believed: bool
) -> None:
    found = GUARD.believes(gone=gone, rows=rows, gone_live=gone_live, live=live)

    assert found is is_believed


@pytest.mark.parametrize(("gone", "is_another"), [(10, False), (49, False), (50, True)])
def test_half_of_a_sample_gone_is_another_source(*, gone: int, is_another: bool) -> None:
    assert GUARD.finds_another_source(gone=gone, of=100) is is_another
