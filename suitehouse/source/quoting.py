"""The one place that puts names and times into SQL for the CRM's server."""

from __future__ import annotations

from datetime import UTC, datetime


def quote(name: str) -> str:
    """Return a table's or column's name as a quoted identifier."""
    return "`" + name.replace("`", "``") + "`"


def timestamp_literal(moment: datetime) -> str:
    """Return an aware time as the literal of a UTC DATETIME, whole seconds, rounded down."""
    return f"'{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}'"


def text_literal(value: str) -> str:
    """Return a text as a literal, of any characters and whatever the server's SQL mode."""
    return f"_utf8mb4 0x{value.encode().hex()}" if value else "''"
