"""Structured logs: one JSON object a line, made so that a row's value cannot slip in.

An event has a fixed snake_case name. Numbers, booleans and times pass under any key; text passes
only under the keys listed here and only where it is shaped like a name. Of an exception the class
and the places it passed are logged, its message only where it is one of ours, since those hold no
values.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from datetime import date, datetime
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO

import structlog

from suitehouse.errors import SuitehouseError
from suitehouse.operations.clock import Clock, system_clock

WITHHELD = "<withheld>"
TEXT_KEYS = frozenset(
    {"batch", "column", "event", "lane", "level", "mode", "run", "status", "step", "table"}
)
_NAME_SHAPE = re.compile(r"[A-Za-z0-9_.:/+-]{1,120}")
_OURS = frozenset({"at", "error", "frames", "message"})

Event = MutableMapping[str, Any]
_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def json_logger(stream: TextIO, *, clock: Clock = system_clock) -> Any:
    """Return a structlog logger that writes its events to a stream as JSON lines in UTC."""
    return structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[
            structlog.processors.add_log_level,
            withhold_values,
            _stamp(clock),
            summarise_exception,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(0),
    )


def withhold_values(_logger: object, _method: str, event: Event) -> Event:
    """Replace whatever could be a row's value; our own keys are not for callers to use."""
    kept = {key: _kept(key, value) for key, value in event.items() if key not in _OURS}
    event.clear()
    event.update(kept)
    return event


def summarise_exception(_logger: object, _method: str, event: Event) -> Event:
    """Put class, places and, for our own errors, the message in place of `exc_info`."""
    raised = _raised(event.pop("exc_info", None))
    if raised is None:
        return event
    kind, error, trace = raised
    event["error"] = kind.__name__
    event["frames"] = [
        f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
    if isinstance(error, SuitehouseError):
        event["message"] = str(error)
    return event


def _stamp(clock: Clock) -> Callable[[object, str, Event], Mapping[str, Any]]:
    def stamp(_logger: object, _method: str, event: Event) -> Mapping[str, Any]:
        return {"at": clock().isoformat(timespec="milliseconds"), **event}

    return stamp


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
