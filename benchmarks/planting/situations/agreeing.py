"""An invoice that is right in every book."""

from __future__ import annotations

from benchmarks.planting.situation import Situation, as_it_is

agreeing = Situation(
    means="right everywhere",
    kinds=(),
    plant=as_it_is,
    is_alone=True,
)
