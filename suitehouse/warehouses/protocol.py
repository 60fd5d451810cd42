"""What suitehouse needs of a warehouse, split by who needs it, and the values in between."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import polars as pl
import pyarrow as pa

from suitehouse.contracts.drift import SchemaChange, SeenColumn
from suitehouse.contracts.shape import LandingColumn
from suitehouse.misfits import Doubts
from suitehouse.warehouses._deliveries import Supplying
from suitehouse.warehouses._load_position import LoadPosition

if TYPE_CHECKING:
    from suitehouse.privacy.erasure_rules import Suppression
    from suitehouse.warehouses._erasure_store import ErasureStore
    from suitehouse.warehouses._pass_memory import PassMemory
    from suitehouse.warehouses._sweep_store import SweepStore

# full: an empty table is filled. window: changed rows are merged. compare: all rows are, and the
# gone are marked.
LoadMode = Literal["full", "window", "compare"]
PartPlace = Literal["first", "later"]
RunStatus = Literal["running", "succeeded", "failed"]
# read: nothing is written. write: what is there may be changed. make: it is made where missing.
Access = Literal["read", "write", "make"]

DIGEST_COLUMN = "_digest"
BOOKKEEPING = (
    LandingColumn("_loaded_at", "TIMESTAMP"),
    LandingColumn("_run_id", "VARCHAR"),
    LandingColumn(DIGEST_COLUMN, "BIGINT"),
    LandingColumn("_removed_at", "TIMESTAMP"),
    LandingColumn("_removed_reason", "VARCHAR"),
)


@dataclass(frozen=True, slots=True)
class HistoryPlan:
    """Whether a table's history is kept, and how.

    `quiet` are columns that a save moves which changes nothing: alone they make no version.
    `treatments` say of each landed column how its values are made, so that values of another
    making do not stay. `fingerprint` is that of the shape in which rows land now. `withheld` are
    columns that show some values and not others: where a row's is a token, since it is a
    person's, what its former versions show there goes.
    """

    is_kept: bool
    quiet: tuple[str, ...]
    treatments: Mapping[str, str]
    fingerprint: str
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LandingTable:
    """A table of schema `landing`.

    `cursor` is the column that orders versions of a row, `treated` are the columns that do not
    hold what the source holds. `orders_by_case` says that the server orders keys by case.
    `redacted` are the columns that the same row may fill otherwise at another time: its digest does
    not tell.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[LandingColumn, ...]
    cursor: str | None
    treated: tuple[str, ...]
    has_soft_delete: bool
    orders_by_case: bool = False
    history: HistoryPlan | None = None
    redacted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableState:
    """What the warehouse knows of a table: its watermark, its rows' shape, how many there are.

    `rows` is what the table holds, tombstones included, and 0 only where it is empty;
    `landing_rows` is what the last pass counted without them. `must_compare` says that the source's
    table was altered in a way that changes values without a stamp, or was gone for a while.
    `position` says how far a first load in parts is that was never completed; the table has no
    watermark then.
    """

    watermark: datetime | None = None
    fingerprint: str | None = None
    rows: int = 0
    landing_rows: int = 0
    must_compare: bool = False
    position: LoadPosition | None = None


@dataclass(frozen=True, slots=True)
class LandingLoad:
    """One table's unit of work in the warehouse.

    `is_reshaped` says that the rows landed in another shape before: what tombstones hold in treated
    columns goes, since the source no longer has it to be treated anew. `key_is_unique` says that
    the source itself keeps the key unique. `removal_guard_pct` is the largest share of the live
    rows that a compare may mark as gone; `removal_guard_rows` may go from a table of any size,
    unless the source has none left of a table that had more. Where more are gone, all of them stay
    and changed rows land; where half are, the source is another one and nothing lands.
    `asked_keys` are the keys, as `ops.quarantine` has them, of a load that reads these rows alone.
    `snapshot_at` is the source snapshot's clock: what a row's stamp does not tell of when it
    changed, history takes from here; where it is None, from `loaded_at`. `part` says that the rows
    are a part of a first load, whose keys landing lacks; the first part empties it before. Each
    part of a run needs a `loaded_at` of its own.
    """

    table: LandingTable
    mode: LoadMode
    run_id: str
    loaded_at: datetime
    key_is_unique: bool
    is_reshaped: bool
    removal_guard_pct: float
    removal_guard_rows: int
    asked_keys: tuple[str, ...] = ()
    snapshot_at: datetime | None = None
    part: PartPlace | None = None


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """What a load did; `present_values` counts by column what a cast could read.

    `rows_repeated` counts the rows that were left out since another one has their key.
    `rows_withheld` counts the rows that are gone from the source and stayed: too many to believe.
    `earliest_change` is the earliest stamp of a changed row; None of a fill, or without a stamp.
    """

    rows_changed: int
    rows_removed: int
    landing_rows: int
    present_values: Mapping[str, int]
    rows_repeated: int = 0
    rows_withheld: int = 0
    earliest_change: datetime | None = None


@dataclass(frozen=True, slots=True)
class TableLoad:
    """What a pass did with one table; a row of `ops.table_loads`.

    `rows_changed` counts rows that were new or different, `rows_removed` those marked as
    hard-deleted, `landing_rows` the rows that are not. Of the values read, `zero_dates` became
    NULL, `unreadable_values` did not land as they were sent, of which `ops.quarantine` tells by
    row, and `card_refusals` held a card number and were withheld. `rows_repeated` counts rows that
    did not land since they cannot be told apart from another: they share its key, or have none.
    `rows_withheld` counts rows that are gone from the source and were not removed, since the
    removal guard found them too many. Of a table that had not changed values are not counted.
    `lane_reason` says why the pass took this lane. `overlap_seconds` is how late rows may be,
    `late_seconds` how late the latest changed row of this window was.
    `unstamped_rows` have no usable stamp, as far as the windows' turns tell; `turn` numbers these.
    """

    table: str
    lane: str
    mode: LoadMode
    rows_read: int = 0
    rows_changed: int = 0
    rows_removed: int = 0
    landing_rows: int = 0
    watermark: datetime | None = None
    window_start: datetime | None = None
    zero_dates: int = 0
    unreadable_values: int = 0
    card_refusals: int = 0
    rows_repeated: int = 0
    rows_withheld: int = 0
    seconds: float = 0.0
    absent: bool = False
    lane_reason: str = ""
    overlap_seconds: float = 0.0
    unstamped_rows: int = 0
    late_seconds: float = 0.0
    turn: int = 0


@dataclass(frozen=True, slots=True)
class SealedLoad:
    """A load with the shape its rows landed in and when that was: what is stored with the rows."""

    load: TableLoad
    fingerprint: str
    run_id: str
    snapshot_at: datetime
    loaded_at: datetime


Seal = Callable[[LoadCounts], SealedLoad]
# Of a part: how far the load is now, or its facts where that was the last part.
NotePart = Callable[[LoadCounts], LoadPosition | SealedLoad]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A pass as `ops.runs` keeps it; `error` is the class of what ended it, never its text."""

    run_id: str
    command: str
    started_at: datetime
    status: RunStatus
    snapshot_at: datetime | None = None
    finished_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class KnownKey:
    """The masking key that a warehouse was made with: what may be known of it, and since when."""

    key_id: str
    check_value: str
    since: datetime


@dataclass(frozen=True, slots=True)
class KeyRotation:
    """A masking key that a warehouse had before, and the id of the one that followed it."""

    key_id: str
    check_value: str
    next_key_id: str
    rotated_at: datetime


@dataclass(frozen=True, slots=True)
class DriftNote:
    """What a pass saw of the source's schema.

    `changes` are the differences there are now, `events` what happened since the last pass and is
    over; `unseen` names contracts' tables that this pass did not look at. `columns` are those of
    tables that look other than remembered, `to_compare` the tables whose values may have changed.
    """

    run_id: str
    noticed_at: datetime
    changes: tuple[SchemaChange, ...]
    events: tuple[SchemaChange, ...]
    unseen: Collection[str]
    columns: Mapping[str, tuple[SeenColumn, ...]]
    to_compare: frozenset[str]


class ArrowReadable(Protocol):
    """Anything whose rows can be read with SQL."""

    def read(self, sql: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Return a query's rows as Arrow.

        Raises:
            WarehouseError: The query cannot be answered.
        """


class LandingTarget(Protocol):
    """What capture needs: claim, prepare, load; each call is one transaction."""

    def claim(self, key_id: str, check_value: str, at: datetime) -> None:
        """Make sure that this masking key is the warehouse's; a new warehouse takes it as its own.

        Raises:
            KeyMaterialError: The warehouse was made with another key. Nothing was written.
        """

    def states(self) -> Mapping[str, TableState]:
        """Return what is known of each table of `landing`."""

    def prepare(self, tables: Collection[LandingTable]) -> tuple[str, ...]:
        """Make the landing tables as described: make, add, widen and drop columns; rows stay.

        Their history tables follow, and begin with what landing holds. Returns the tables whose
        history ended, since their contracts no longer ask for it; its versions stay.
        """

    def holds(self, table: LandingTable, digests: pl.Series, *, exactly: bool) -> bool:
        """Whether live rows of landing have all these digests; `exactly`: and no row has others."""

    def load(
        self,
        load: LandingLoad,
        rows: pa.RecordBatchReader,
        seal: Seal,
        *,
        doubts: Doubts | None = None,
    ) -> SealedLoad:
        """Put rows (text columns and `_digest`) into landing with `seal`'s facts, all or nothing.

        Rows whose digest landing holds already are left alone. Columns that the reader lacks become
        NULL, and so do values that don't fit. `seal` is called after the last row was read and
        before the commit. With `doubts`, `ops.quarantine` tells which rows are not as the source
        has them.

        Raises:
            RemovalGuardError: Half of the rows would be marked as gone; everything stays as it was.
            DiskFullError: The disk is full; everything stays as it was.
            WarehouseError: It could not be written.
        """

    def load_part(
        self,
        load: LandingLoad,
        rows: pa.RecordBatchReader,
        note: NotePart,
        *,
        doubts: Doubts | None = None,
    ) -> LoadPosition | SealedLoad:
        """Add a part of a first load with what `note` says of it, all or nothing, as `load`.

        Until `note` returns the facts of the whole load, `states` tells its position.
        """

    def more_memory(self) -> AbstractContextManager[None]:
        """Let it take more memory within the block, for a table that ran out of the usual."""

    def record(self, run: RunRecord) -> None:
        """Write a pass's row of `ops.runs` over the one of the same id."""


class Keyed(Protocol):
    """A warehouse that knows which masking key it was made with."""

    def check_key(self, key_id: str, check_value: str) -> None:
        """Make sure that a masking key is the warehouse's, where it has one; write nothing.

        Raises:
            KeyMaterialError: The warehouse was made with another key.
        """

    def known_key(self) -> KnownKey | None:
        """Return the warehouse's key; None where nothing was captured yet."""

    def key_rotations(self) -> tuple[KeyRotation, ...]:
        """Return the keys that it had before, oldest first."""


class Ledger(Protocol):
    """What a pass notes beside its loads."""

    def note_loads(self, loads: Sequence[SealedLoad]) -> None:
        """Note loads that wrote no rows: `ops.table_loads` and watermarks."""

    def seen_columns(self) -> Mapping[str, tuple[SeenColumn, ...]]:
        """Return each table's columns as the last pass over it saw them, in the source's order."""

    def note_drift(self, note: DriftNote) -> tuple[SchemaChange, ...]:
        """Note drift in `ops.schema_changes`, end there what is over, and return what is new.

        Tables to compare, and those that are back after they were gone, get `must_compare` until
        their next load.
        """


class DigestStore(Protocol):
    """What verify needs for tables without a key."""

    def differences(self, table: LandingTable, source: pa.RecordBatchReader) -> DigestDifference:
        """Compare the digests of the source's rows with landing's, alike ones counted."""


class Sweepable(Protocol):
    """A warehouse whose landing can be compared with the source, and healed."""

    def sweep_store(self) -> SweepStore:
        """Return what compares and heals; of use as long as the warehouse is open."""


class Remembering(Protocol):
    """A warehouse that keeps what one pass leaves for the next ones."""

    def pass_memory(self) -> PassMemory:
        """Return what passes remember; of use as long as the warehouse is open."""


class Publishable(Protocol):
    """A warehouse that can hand analysts a copy of itself."""

    def publish(self, to: Path) -> None:
        """Replace a read-only copy at once, so that readers have the old one or the new one."""


class Erasable(Protocol):
    """A warehouse from which a person can be erased."""

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return the rows whose erased values no pass brings back."""

    def erasure_store(self) -> ErasureStore:
        """Return what finds and erases; of use until `rewrite`."""

    def rewrite(self) -> None:
        """Have nothing left of what rows held before, on the disk either.

        Killed at any instant, the warehouse is the old one or the new one.
        """


class Warehouse(
    ArrowReadable,
    LandingTarget,
    Keyed,
    Ledger,
    DigestStore,
    Sweepable,
    Remembering,
    Publishable,
    Erasable,
    Supplying,
    Protocol,
):
    """All of it: what a target implements."""

    def close(self) -> None:
        """Let go of the warehouse."""


@dataclass(frozen=True, slots=True)
class DigestDifference:
    """Row counts on both sides, and how many rows are only in the source or only here."""

    source_rows: int
    warehouse_rows: int
    missing: int
    extra: int
