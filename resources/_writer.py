"""The right to write a home's warehouse, held once however many parts of a run ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from suitehouse.operations.lock import writer_lock
from suitehouse.settings import Settings

_held: set[Path] = set()  # homes that this process writes; a run is one process


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Hold the home's writer lock; within a run that holds it already, do nothing.

    Raises:
        BusyError: Another process holds it.
    """
    home = settings.home.absolute()
    if home in _held:
        yield
        return
    with writer_lock(home):
        _held.add(home)
        try:
            yield
        finally:
            _held.discard(home)
