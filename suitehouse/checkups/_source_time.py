"""Do the server's clocks agree with ours, and with UTC where SuiteCRM uses them?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from suitehouse.doctor import Examination, Finding
from suitehouse.source.connection import Connection

_SUBJECT = "source time"
_DRIFT_SECONDS = 60
_USE_SERVERS_ZONE = "set session time_zone = @@global.time_zone"
_CLOCKS = "select utc_timestamp(), timestampdiff(second, utc_timestamp(), now())"


def time_zone(connection: Connection, examination: Examination) -> Iterator[Finding]:
    """Yield how far the server's clock and its local time are from UTC."""
    with connection.cursor() as cursor:
        cursor.execute(_USE_SERVERS_ZONE)
        cursor.execute(_CLOCKS)
        clock, offset = cursor.fetchone() or (None, None)
    if isinstance(clock, datetime) and isinstance(offset, int):
        yield _drift(clock.replace(tzinfo=UTC), examination.clock())
        yield _zone(offset)


def _drift(servers: datetime, ours: datetime) -> Finding:
    seconds = abs((servers - ours).total_seconds())
    if seconds <= _DRIFT_SECONDS:
        return Finding("ok", _SUBJECT, "the server's clock agrees with this machine's")
    return Finding(
        "warn",
        _SUBJECT,
        f"the server's clock and this machine's are {seconds:.0f} seconds apart",
        "keep both in step (NTP)",
    )


def _zone(offset_seconds: int) -> Finding:
    if offset_seconds == 0:
        return Finding("ok", _SUBJECT, "the server's local time is UTC")
    hours = f"{offset_seconds / 3600:+.2g} hours"
    how = "starts its windows earlier" if offset_seconds < 0 else "reads stamps from the future too"
    return Finding(
        "ok",
        _SUBJECT,
        f"the server's local time is UTC {hours}; SuiteCRM has it stamp some rows so, and a pass "
        f"{how}",
    )
