"""How long a sweep has waited for the source, and how long it may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from suitehouse.operations.clock import Clock

_Item = TypeVar("_Item")


class SourceTime:
    """Counts the seconds spent waiting for the source, by the clock that it is given."""

    def __init__(self, clock: Clock, budget_seconds: float | None = None) -> None:
        self._clock = clock
        self._budget_seconds = budget_seconds
        self.seconds = 0.0

    @property
    def is_spent(self) -> bool:
        """Whether the budget is used up; never without one."""
        return self._budget_seconds is not None and self.seconds >= self._budget_seconds

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count the time of the block."""
        started = self._clock()
        try:
            yield
        finally:
            self.seconds += (self._clock() - started).total_seconds()

    def timed(self, items: Iterator[_Item]) -> Iterator[_Item]:
        """Yield the items; the time until each one comes is counted."""
        while True:
            with self.waiting():
                item = next(items, None)
            if item is None:
                return
            yield item
