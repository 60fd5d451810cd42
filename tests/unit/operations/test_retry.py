"""Only transient faults are tried again, after waits that double, and not for ever."""

from __future__ import annotations

import pytest

from suitehouse.errors import SourceRefusedError, SourceUnreachableError, SuitehouseError
from suitehouse.operations.retry import half_second_jitter, retrying


class Failing:
    """Raises an error so many times, then gives 'done'."""

    def __init__(self, error: Exception, times: int) -> None:
        self.error, self.times, self.calls = error, times, 0

    def __call__(self) -> str:
        self.calls += 1
        if self.calls <= self.times:
            raise self.error
        return "done"


def test_waits_double_up_to_eight_seconds() -> None:
    waits: list[float] = []
    work = Failing(SourceUnreachableError("away"), times=5)

    done = retrying(6, sleep=waits.append, jitter=lambda: 0.25)(work)

    assert done == "done"
    assert waits == [1.25, 2.25, 4.25, 8.25, 8.25]


def test_the_last_error_is_raised_as_it_is() -> None:
    error = SourceUnreachableError("away")
    work = Failing(error, times=9)

    with pytest.raises(SourceUnreachableError) as raised:
        retrying(3, sleep=lambda _: None)(work)

    assert raised.value is error
    assert work.calls == 3


def test_a_refusal_is_final() -> None:
    work = Failing(SourceRefusedError("no"), times=1)

    with pytest.raises(SourceRefusedError):
        retrying(5, sleep=lambda _: None)(work)

    assert work.calls == 1


def test_each_wait_is_announced() -> None:
    told: list[tuple[str, float]] = []

    def on_retry(error: SuitehouseError, seconds: float) -> None:
        told.append((str(error), seconds))

    retrier = retrying(5, sleep=lambda _: None, jitter=lambda: 0.0, on_retry=on_retry)
    retrier(Failing(SourceUnreachableError("away"), times=2))

    assert told == [("away", 1.0), ("away", 2.0)]


def test_jitter_is_half_a_second_at_most() -> None:
    assert all(0 <= half_second_jitter() <= 0.5 for _ in range(100))
