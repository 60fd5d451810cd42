"""Many months through the engine, some at a time, and their score together."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence

from benchmarks.planting.company import planted_month
from benchmarks.planting.observed import Observed, observe
from benchmarks.planting.score import Score


def score_of(seeds: Sequence[int], processes: int, tell: Callable[[int], None]) -> Score:
    """Return the score of the months of some seeds.

    Args:
        seeds: Which months.
        processes: How many run at a time.
        tell: Is called with each seed that is done.
    """
    score = Score()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for seed, observed in zip(seeds, pool.imap(observed_month, seeds), strict=True):
            score.add(planted_month(seed), observed)
            tell(seed)
    return score


def observed_month(seed: int) -> Observed:
    """Return what the engine says of the month of a seed."""
    return observe(planted_month(seed))
