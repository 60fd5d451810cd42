"""The one place where the core reads the time or makes an id.

Everything else takes a clock, or the id itself, as a parameter.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

Clock = Callable[[], datetime]
_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class SteadyReading:
    """Seconds since this machine's start, sleep included, and which start that was."""

    boot: str
    seconds: float


# None where the machine does not tell its starts apart.
SteadyClock = Callable[[], SteadyReading | None]


def system_clock() -> datetime:
    """Return now, aware, in UTC."""
    return datetime.now(UTC)


def steady_clock() -> SteadyReading | None:
    """Return a time that nobody can set: it shows by how much other clocks were."""
    with suppress(OSError, AttributeError):
        seconds = time.clock_gettime(time.CLOCK_BOOTTIME)
        return SteadyReading(_BOOT.read_text(encoding="ascii").strip(), seconds)
    return None


def no_steady_clock() -> SteadyReading | None:
    """Return None: only clocks that may be set are there."""
    return None


def random_id() -> str:
    """Return a new random id as 32 hexadecimal characters."""
    return uuid.uuid4().hex
