"""What one pass remembers for the next ones: costs, misses, overlaps, clocks, and the source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from suitehouse.source.clocks import ClockReading


@dataclass(frozen=True, slots=True)
class LateRows:
    """How late the rows were that sweeps found late in one table, in seconds.

    `latest` is the longest of those that were found since the table's overlap was last set, 0 for
    none; `longest` that of all.
    """

    rows: int = 0
    median: float = 0.0
    p95: float = 0.0
    longest: float = 0.0
    latest: float = 0.0
    last_found_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TableMemory:
    """What earlier passes and sweeps left about one table.

    `seconds_per_row` is what its whole reads took, `window_seconds` what its windows took, None
    where none was measured; `lane` and `lane_reason` are the last pass's. `unstamped_rows` had no
    usable stamp when all were last counted, `turn` numbers its last turn with them.
    `reached_seconds` is the longest lateness of rows that windows read lately. `reading` is the
    clock reading of the pass that last read it, and `reading_at` the server's time then. The
    overlap is None where none was ever set. `miss_sweeps` counts the sweeps that lately found it to
    have changed without its stamp showing it; `proven_at` is when a sweep of it last completed.
    """

    lane: str | None = None
    lane_reason: str | None = None
    seconds_per_row: float | None = None
    window_seconds: float | None = None
    unstamped_rows: int = 0
    turn: int = 0
    reached_seconds: float = 0.0
    reading: int | None = None
    reading_at: datetime | None = None
    overlap_seconds: float | None = None
    overlap_reason: str | None = None
    overlap_set_at: datetime | None = None
    late: LateRows = LateRows()
    miss_sweeps: int = 0
    proven_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OverlapNote:
    """A row of `ops.overlaps`: a table's overlap from now on, and why."""

    table: str
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class KnownSource:
    """The database that the warehouse was filled from: its name, and keyed marks of its users."""

    database: str
    marks: frozenset[str]


class PassMemory(Protocol):
    """What passes remember; each call is one transaction."""

    def tables(self, now: datetime) -> Mapping[str, TableMemory]:
        """Return what is remembered of each table; passes long ago are forgotten."""

    def readings(self) -> Sequence[ClockReading]:
        """Return the clock readings with a jump, those that tables refer to, and the last one."""

    def note_reading(self, run_id: str, reading: ClockReading) -> None:
        """Note a reading of the clocks in `ops.clocks`."""

    def note_overlaps(self, run_id: str, at: datetime, overlaps: Sequence[OverlapNote]) -> None:
        """Note overlaps in `ops.overlaps`; the last one of a table counts."""

    def source(self) -> KnownSource | None:
        """Return the source that was noted last, None where none was."""

    def note_source(self, run_id: str, at: datetime, source: KnownSource) -> None:
        """Note the source in `ops.sources` in place of the one that was noted."""
