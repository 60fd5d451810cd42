"""Structured logs: one JSON object a line, made so that a row's value cannot slip in.

An event has a fixed snake_case name. Numbers, booleans and times pass under any key; text passes
only under the keys listed here and only where it is shaped like a name. Of an exception the class
and the places it passed are logged, its message only where it is one of ours, since those hold no
values.
"""

from __future__ import annotations

import json
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePath
from types import TracebackType
from typing import TextIO

from suitehouse.errors import SuitehouseError
from suitehouse.operations.clock import Clock, system_clock

WITHHELD = "<withheld>"
TEXT_KEYS = frozenset(
    {"batch", "column", "event", "lane", "level", "mode", "run", "status", "step", "table"}
)
_NAME_SHAPE = re.compile(r"[A-Za-z0-9_.:/+-]{1,120}")
_OURS = frozenset({"at", "error", "frames", "message"})

_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


class JsonLogger:
    """Writes events to a stream as JSON lines in UTC."""

    def __init__(self, stream: TextIO, clock: Clock) -> None:
        self._stream = stream
        self._clock = clock

    def info(self, event: str, **facts: object) -> None:
        """Write that something happened."""
        self._write("info", event, facts)

    def warning(self, event: str, **facts: object) -> None:
        """Write what somebody should look at."""
        self._write("warning", event, facts)

    def error(self, event: str, **facts: object) -> None:
        """Write what failed; `exc_info` may hold the exception."""
        self._write("error", event, facts)

    def exception(self, event: str, **facts: object) -> None:
        """Write what failed, with the exception that is being handled."""
        self._write("error", event, {"exc_info": True, **facts})

    def _write(self, level: str, event: str, facts: Mapping[str, object]) -> None:
        at = self._clock().isoformat(timespec="milliseconds")
        told = {**facts, "event": event, "level": level}
        line = json.dumps({"at": at, **summarised(withheld(told))})
        self._stream.write(f"{line}\n")
        self._stream.flush()


def json_logger(stream: TextIO, *, clock: Clock = system_clock) -> JsonLogger:
    """Return a logger that writes its events to a stream as JSON lines in UTC."""
    return JsonLogger(stream, clock)


def withheld(facts: Mapping[str, object]) -> dict[str, object]:
    """Return the facts without what could be a row's value; our own keys are not for callers."""
    return {key: _kept(key, value) for key, value in facts.items() if key not in _OURS}


def summarised(facts: dict[str, object]) -> dict[str, object]:
    """Return the facts with class, places and our own errors' message in place of `exc_info`."""
    raised = _raised(facts.pop("exc_info", None))
    if raised is None:
        return facts
    kind, error, trace = raised
    frames = [
        f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    message = {"message": str(error)} if isinstance(error, SuitehouseError) else {}
    return {**facts, "error": kind.__name__, "frames": frames, **message}


def _kept(key: str, value: object) -> object:
    if key == "exc_info" or value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    is_name = isinstance(value, str) and _NAME_SHAPE.fullmatch(value)
    return value if key in TEXT_KEYS and is_name else WITHHELD


def _raised(exc_info: object) -> _Raised | None:
    if isinstance(exc_info, BaseException):
        return type(exc_info), exc_info, exc_info.__traceback__
    kind, error, trace = sys.exc_info() if exc_info else (None, None, None)
    return (kind, error, trace) if kind is not None and error is not None else None
