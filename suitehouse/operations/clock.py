"""The one place where the core reads the time or makes an id.

Everything else takes a clock, or the id itself, as a parameter.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Return now, aware, in UTC."""
    return datetime.now(UTC)


def random_id() -> str:
    """Return a new random id as 32 hexadecimal characters."""
    return uuid.uuid4().hex
