"""Which signal asked this process to end, whatever became of the exception that its handler raised.

Dagster puts handlers of its own in place and tells SIGTERM and Ctrl-C not apart, DuckDB and dbt
raise other exceptions in place of ours. The interpreter's wake-up pipe hears each signal first.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ENDINGS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def listening() -> Iterator[Callable[[], signal.Signals | None]]:
    """Yield a function that tells which signal has asked for the end, None if none has."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    hears, writes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    before = signal.set_wakeup_fd(writes, warn_on_full_buffer=False)
    try:
        yield lambda: _first_ending(hears)
    finally:
        signal.set_wakeup_fd(before)
        os.close(hears)
        os.close(writes)


def _first_ending(hears: int) -> signal.Signals | None:
    try:
        heard = os.read(hears, 1 << 16)
    except BlockingIOError:
        return None
    return next((signal.Signals(number) for number in heard if number in _ENDINGS), None)
