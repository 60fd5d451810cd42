"""Retries: 1, 2, 4, 8 seconds with jitter, and only for faults that may pass by themselves."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from suitehouse.errors import SourceUnreachableError, SuitehouseError, TargetUnreachableError

Sleep = Callable[[float], None]
Jitter = Callable[[], float]
OnRetry = Callable[[SuitehouseError, float], None]

LONGEST_WAIT_SECONDS = 8.0
_RESUMABLE = (SourceUnreachableError, TargetUnreachableError)


def half_second_jitter() -> float:
    """Return up to half a second, so that runs that failed together do not return together."""
    return random.random() / 2  # noqa: S311 - spreads load, guards nothing


def retrying(
    attempts: int,
    *,
    sleep: Sleep = time.sleep,
    jitter: Jitter = half_second_jitter,
    on_retry: OnRetry | None = None,
    transient: type[SuitehouseError] = SourceUnreachableError,
) -> Retrying:
    """Return a retrier that calls a function again while it raises a transient error.

    A try that got further counts as the first one again.

    Args:
        attempts: How often it is called at most in vain; the last error is raised as it is.
        sleep: How to wait.
        jitter: Seconds added to each wait.
        on_retry: Told of the error and of the seconds until the next call.
        transient: The class of errors that may pass by themselves.
    """
    tries = _Tries()

    def wait(state: RetryCallState) -> float:
        waits = min(2.0 ** (tries.in_vain(state) - 1), LONGEST_WAIT_SECONDS)
        return waits + jitter()

    def tell(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if on_retry is not None and isinstance(error, SuitehouseError):
            on_retry(error, state.upcoming_sleep)

    return Retrying(
        stop=lambda state: tries.in_vain(state) >= attempts,
        wait=wait,
        retry=retry_if_exception_type(transient),
        sleep=sleep,
        before_sleep=tell,
        reraise=True,
    )


class _Tries:
    """Counts tries since one got further, that one included."""

    def __init__(self) -> None:
        self._last_in_vain = 0

    def in_vain(self, state: RetryCallState) -> int:
        """Return how many there were up to this state; asking again counts nothing twice."""
        error = state.outcome.exception() if state.outcome else None
        if state.attempt_number == 1:
            self._last_in_vain = 0
        if isinstance(error, _RESUMABLE) and error.has_progressed:
            self._last_in_vain = state.attempt_number - 1
        return state.attempt_number - self._last_in_vain
