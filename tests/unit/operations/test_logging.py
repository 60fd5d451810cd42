"""Logs are JSON lines that a row's value cannot slip into."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from suitehouse.errors import ContractError
from suitehouse.operations.logging import WITHHELD, JsonLogger, json_logger

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def logger(stream: io.StringIO) -> JsonLogger:
    return json_logger(stream, clock=lambda: NOON)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_with_its_time_and_level(stream: io.StringIO) -> None:
    logger(stream).info("table_loaded", run="ab12", table="contacts", rows=7, seconds=0.5)

    assert lines(stream) == [
        {
            "at": "2026-11-25T12:00:00.000+00:00",
            "event": "table_loaded",
            "level": "info",
            "run": "ab12",
            "table": "contacts",
            "rows": 7,
            "seconds": 0.5,
        }
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"last_name": "Lee"},
        {"row": ["Lee"]},
        {"row": {"last_name": "Lee"}},
        {"row": b"Lee"},
        {"table": "Ann Lee"},
        {"step": "Lee@example.com"},
        {"message": "Lee"},
        {"error": "Lee"},
    ],
)
def test_values_are_withheld(stream: io.StringIO, fields: dict[str, object]) -> None:
    logger(stream).warning("row_refused", **fields)

    assert "Lee" not in stream.getvalue()
    (line,) = lines(stream)
    assert all(line.get(key, WITHHELD) == WITHHELD for key in fields)


def test_text_as_an_event_name_is_withheld(stream: io.StringIO) -> None:
    logger(stream).info("cannot parse Lee")

    assert lines(stream)[0]["event"] == WITHHELD


def test_a_foreign_exception_is_logged_without_its_message(stream: io.StringIO) -> None:
    try:
        int("Lee")
    except ValueError:
        logger(stream).exception("load_failed", table="contacts")

    (line,) = lines(stream)
    assert line["error"] == "ValueError"
    assert line["frames"][0].startswith("test_logging.py:")
    assert "Lee" not in stream.getvalue()


def test_our_own_exception_is_logged_with_its_message(stream: io.StringIO) -> None:
    logger(stream).error("load_failed", exc_info=ContractError("contacts: no key."))

    assert lines(stream)[0]["message"] == "contacts: no key."
