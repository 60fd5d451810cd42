"""Where a window starts, given what the server's clock did since its table was last captured.

Rows are stamped by clocks that jump. A row that is committed after a source snapshot bears a stamp
from before it where its process started earlier (the overlap is for that), where the server's clock
was set back, where it was set forward while the process ran, or where SuiteCRM lets the server
stamp in its local time west of UTC. What was measured of each is added to how far back a window
starts. Stamps that lie ahead need nothing: a window has no end, and the watermark never passes the
server's clock.

The server's clock is held against one of ours that only ever runs forward, so that a jump shows.
What jumps and comes back between two passes does not: the overlap covers it, or else a sweep.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

# MySQL's datetimes begin here; SuiteCRM's do later.
EARLIEST: Final = datetime(1000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The server's clock as one source snapshot found it, beside ours.

    `number` counts the readings. `boot` names the start of the machine that `steady_seconds` count
    from; None where no such clock was read. `step_seconds` is how far the server's clock jumped
    since the reading before: forward above zero, back below. `west_seconds` is how far the server's
    local time can be behind UTC in the course of a year, 0 where it is never.
    """

    number: int
    server_at: datetime
    our_at: datetime
    boot: str | None = None
    steady_seconds: float = 0.0
    step_seconds: float = 0.0
    west_seconds: int = 0

    @property
    def offset_seconds(self) -> float:
        """How far the server's clock is ahead of ours."""
        return (self.server_at - self.our_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Landmark:
    """How far one table was captured: its watermark, in a snapshot taken at `server_at`.

    `number` is the snapshot's clock reading; None where none was kept.
    """

    watermark: datetime
    server_at: datetime | None = None
    number: int | None = None


def step_since(before: ClockReading | None, now: ClockReading) -> float:
    """Return by how many seconds the server's clock jumped between two readings.

    Ours may jump as well: where both readings are from one start of this machine, what passed in
    between is told by a clock that cannot.
    """
    if before is None:
        return 0.0
    is_steady = now.boot is not None and now.boot == before.boot
    steady = now.steady_seconds - before.steady_seconds
    passed = steady if is_steady else (now.our_at - before.our_at).total_seconds()
    return (now.server_at - before.server_at).total_seconds() - passed


def window_start(
    landmark: Landmark, readings: Sequence[ClockReading], overlap: timedelta
) -> datetime:
    """Return where a table's window starts, start included.

    Args:
        landmark: How far the table is captured.
        readings: The present reading, and of the earlier ones at least those with a step and the
            one of the landmark, in the order of their numbers.
        overlap: How late rows may be committed after they were stamped.
    """
    now = readings[-1]
    last = next((each for each in readings if each.number == landmark.number), None)
    reached = min(landmark.watermark, landmark.server_at or landmark.watermark, now.server_at)
    since = [each for each in readings if last is None or each.number > last.number]
    back = -sum(min(0.0, each.step_seconds) for each in since)
    forward = sum(max(0.0, each.step_seconds) for each in _in_flight(readings, last, overlap))
    west = max(each.west_seconds for each in (now, last or now))
    allowance = overlap + timedelta(seconds=back + forward + west)
    return reached - allowance if reached - EARLIEST > allowance else EARLIEST


def _in_flight(
    readings: Sequence[ClockReading], last: ClockReading | None, overlap: timedelta
) -> list[ClockReading]:
    """The readings up to the last one that rows committed after it may have been stamped before."""
    if last is None:
        return []
    since = last.our_at - overlap
    return [each for each in readings if each.number <= last.number and each.our_at >= since]
