"""The file of events: what passes did and when, one JSON object a line, under home.

Read by people and programs after the fact; nothing of ours depends on it. A log that cannot be
written keeps no pass from its work.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol, TextIO

from suitehouse.operations.clock import Clock, system_clock
from suitehouse.operations.logging import json_logger

LOG_FILE: Final = Path("logs") / "suitehouse.jsonl"
LARGEST_BYTES: Final = 5 << 20
KEPT_FILES: Final = 3
_OWNER_ONLY: Final = 0o600


class Events(Protocol):
    """Told of what happens, by fixed snake_case names; values of rows are none of its business."""

    def note(self, event: str, **facts: object) -> None:
        """Note an event; `exc_info` may hold the error that it is about."""


class NoEvents:
    """Notes nothing."""

    def note(self, event: str, **facts: object) -> None:
        """Note nothing."""


class LoggedEvents:
    """Writes events with the structured logger, which withholds what could be a value."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._logger = json_logger(stream, clock=clock)

    def note(self, event: str, **facts: object) -> None:
        """Write an event, as an error where it is about one."""
        write = self._logger.error if "exc_info" in facts else self._logger.info
        with suppress(OSError):
            write(event, **facts)


@contextmanager
def event_log(home: Path, *, clock: Clock = system_clock) -> Iterator[Events]:
    """Yield the event log of a home folder, begun anew where the file has become large."""
    path = home / LOG_FILE
    try:
        stream = _opened(path)
    except OSError:
        yield NoEvents()
        return
    try:
        yield LoggedEvents(stream, clock)
    finally:
        with suppress(OSError):
            stream.close()


def _opened(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size >= LARGEST_BYTES:
        _rotate(path)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _OWNER_ONLY), "a")


def _rotate(path: Path) -> None:
    """Move the file to `.1`, that to `.2`, and so on; the oldest goes."""
    for number in range(KEPT_FILES - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    path.replace(path.with_name(f"{path.name}.1"))
