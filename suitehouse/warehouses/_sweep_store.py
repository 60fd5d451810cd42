"""What comparing and healing need of a warehouse, and the values in between.

A table's live rows are laid out in buckets by ranges of their keys, and each bucket in parts. What
the source says of a bucket is held against it part by part; rows of parts that differ are listed by
key and digest, and compared one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

import pyarrow as pa

from suitehouse.misfits import Doubts
from suitehouse.warehouses.protocol import LandingLoad, LandingTable, LoadCounts, TableLoad

Bound = str | int
Reason = Literal["late", "unstamped_update", "backdated", "hard_deleted", "restored"]
REASONS: tuple[Reason, ...] = ("late", "unstamped_update", "backdated", "hard_deleted", "restored")
# partial: the budget ended it. skipped: landing is not there yet, or of another shape.
# refused: too many rows are gone. unequal: rows of the source that cannot be told apart. keyless:
# there is no key to cut the table by; every pass compares it whole. failed: it could not be read.
SweepStatus = Literal[
    "running",
    "proven",
    "unequal",
    "partial",
    "skipped",
    "refused",
    "absent",
    "keyless",
    "failed",
]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A range of a table's keys: from `lower` on, `upper` excluded, and how landing parts it."""

    number: int
    lower: Bound | None
    upper: Bound | None
    part_size: int
    rows: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What the source has of a bucket: its rows, and the parts of them that landing has otherwise.

    Where landing alone has such a part, it `is_different` without one.
    """

    source_rows: int
    parts: tuple[str | None, ...]
    is_different: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows that were listed, compared: how many are missing in landing, different, or extra.

    `wanted` are the source's keys of missing and different rows, None where there are more than
    were asked for. `extra` is what is left of those once the source was asked for them again.
    """

    missing: int
    different: int
    extra: int
    wanted: tuple[str | None, ...] | None


@dataclass(frozen=True, slots=True)
class SweepRow:
    """One table's row of `ops.sweeps`; `snapshot_at` is since when its oldest bucket is proven."""

    run_id: str
    table: str
    started_at: datetime
    status: SweepStatus
    finished_at: datetime | None = None
    snapshot_at: datetime | None = None
    method: str | None = None
    source_rows: int = 0
    warehouse_rows: int = 0
    buckets: int = 0
    buckets_different: int = 0
    due: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    source_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Position:
    """How far a table's buckets are proven: up to `position`, since the snapshot `since`."""

    position: str | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Heal:
    """A unit of healing: where rows land, what their lateness is measured by, and what is noted.

    `is_read_whole` says that the next pass reads the whole table and would have found everything.
    """

    load: LandingLoad
    watermark: datetime | None
    late_cap_seconds: int
    is_read_whole: bool
    position: Position | None


@dataclass(frozen=True, slots=True)
class Healed:
    """What a heal did: rows that the next pass would have found, and the others by reason."""

    due: int
    reasons: Mapping[str, int]
    counts: LoadCounts


@dataclass(frozen=True, slots=True)
class Condemned:
    """Rows kept as gone, and those of them not soft-deleted; of so many rows in landing."""

    gone: int
    gone_live: int
    rows: int
    live: int
    earlier: tuple[str | None, ...] = ()


# Given what was healed, the rows of `ops.sweeps` and `ops.table_loads` to note with it.
SealHeal = Callable[[Healed], tuple[SweepRow, TableLoad]]


class BucketStore(Protocol):
    """Lays out landing and compares; only temporary tables are made."""

    def bounds(self, table: LandingTable, bucket_rows: int) -> tuple[Bound, ...]:
        """Return keys that cut the live rows into buckets of about so many, in rising order."""

    def lay_out(self, table: LandingTable, bounds: Sequence[Bound]) -> tuple[Bucket, ...]:
        """Count the live rows into the buckets between these bounds."""

    def compare_parts(self, table: LandingTable, bucket: Bucket, parts: pa.Table) -> Difference:
        """Compare the source's `part, row_count, digests` of a bucket."""

    def compare_rows(
        self, table: LandingTable, bucket: Bucket, rows: pa.RecordBatchReader
    ) -> Difference:
        """Compare the source's keys and digests of a bucket, and list those that may differ."""

    def list_rows(self, table: LandingTable, rows: pa.RecordBatchReader) -> int:
        """List the source's keys and digests of parts that differ; return how many these are."""


class ComparisonStore(BucketStore, Protocol):
    """Compares what was listed."""

    def live_rows(self, table: LandingTable) -> int:
        """Return how many rows of landing are no tombstones."""

    def sample(self, table: LandingTable, rows: int) -> tuple[str | None, ...]:
        """Return the keys of some live rows that are not soft-deleted."""

    def compare_listed(self, table: LandingTable, part_size: int, most_wanted: int) -> Comparison:
        """Compare the listed rows with landing, key by key."""

    def gone(self) -> Iterator[tuple[str | None, ...]]:
        """Yield landing's keys of the extra rows, some at a time."""

    def keep_gone(self, table: LandingTable, found: pa.RecordBatchReader) -> int:
        """Take the keys that the source has after all off the gone; return how many stay."""

    def forget_listed(self) -> None:
        """Empty the lists."""


class SweepStore(ComparisonStore, Protocol):
    """Heals, each time in one transaction with its position and records."""

    def positions(self) -> Mapping[str, Position]:
        """Return how far each table's unfinished sweep is."""

    def proven(self) -> Mapping[str, datetime]:
        """Return since when each table is proven, by source snapshot."""

    def note_due(self, table: LandingTable, found: pa.RecordBatchReader) -> None:
        """Mark the wanted keys that the next pass would find."""

    def heal(
        self,
        heal: Heal,
        rows: pa.RecordBatchReader | None,
        seal: SealHeal,
        *,
        doubts: Doubts | None = None,
    ) -> tuple[SweepRow, TableLoad]:
        """Land the wanted rows with their reasons; keep the gone for `bury`."""

    def condemned(self, table: LandingTable, run_id: str) -> Condemned:
        """Return what is kept for `bury`, and the keys that other runs than this one kept."""

    def pardon(self, table: LandingTable, run_id: str, found: pa.RecordBatchReader) -> None:
        """Forget the keys kept by other runs, but for those that the source still lacks."""

    def bury(self, heal: Heal, seal: SealHeal) -> tuple[SweepRow, TableLoad]:
        """Turn the rows that were kept as gone into tombstones."""

    def spare(self, table: str) -> None:
        """Forget the rows that were kept as gone."""

    def note(self, row: SweepRow, position: Position | None, at: datetime) -> None:
        """Note a table's row over the one of the same run, and how far it is, if not done."""
