"""The first load of a large table, in parts that stay: one that is cut short goes on where it was.

Each part is read with a statement of its own and committed with how far the load has come. A kill
costs at most a part; where the source goes away, what it had sent is committed too, so that every
try gets further, however short the server lets statements run.

The parts of one try are from one source snapshot. Where there were several tries, the watermark at
the end is that of the first snapshot, and whoever asked for the load reads from there once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from suitehouse.capturing.selection import landing_table
from suitehouse.capturing.stream import RowStream
from suitehouse.contracts.shape import TableShape
from suitehouse.errors import SourceUnreachableError
from suitehouse.source.key_order import KeyedBatches, ordering_key, part_in_order
from suitehouse.source.reader import Query, RowBatch
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import ReadPlan, next_watermark
from suitehouse.warehouses._load_position import LoadPosition
from suitehouse.warehouses.protocol import (
    LandingLoad,
    LandingTarget,
    LoadCounts,
    SealedLoad,
    TableLoad,
    TableState,
)

if TYPE_CHECKING:
    from suitehouse.capturing.pass_order import PassOrder

Through = Callable[[Iterator[RowBatch]], Iterable[RowBatch]]
# Makes the stream of a read whose batches go through something first.
MakeStream = Callable[[TableShape, ReadPlan, Through], RowStream]
# The facts of a load, given its counts, its highest stamp, and the snapshot that bounds it.
SealParts = Callable[[TableLoad, datetime], SealedLoad]

_APART: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class PartsWork:
    """A load in parts: what is read, what is known of it, and what its facts are drafted as.

    `plan` is that of the whole table; `highest_stamp` is how far its parent's stamps are, where it
    is read by those. `seal` makes a load's facts.
    """

    shape: TableShape
    plan: ReadPlan
    draft: TableLoad
    position: LoadPosition | None
    highest_stamp: datetime | None
    seal: SealParts


class LoadInParts:
    """Fills landing tables part by part from one source snapshot."""

    def __init__(
        self,
        snapshot: SourceSnapshot,
        warehouse: LandingTarget,
        order: PassOrder,
        make_stream: MakeStream,
    ) -> None:
        self._snapshot = snapshot
        self._warehouse = warehouse
        self._order = order
        self._make_stream = make_stream

    def is_due(self, shape: TableShape, state: TableState) -> bool:
        """Return whether a table is to be loaded in parts: large and empty, or begun like that."""
        live = self._snapshot.catalogue[shape.contract.table]
        if ordering_key(shape, live) is None:
            return False
        is_large = live.estimated_rows > self._order.policy.resumable_rows
        return state.position is not None or (state.rows == 0 and is_large)

    def position(self, shape: TableShape, state: TableState) -> LoadPosition | None:
        """Return where a load goes on; None where it starts, also anew.

        What landed in another shape, by another key or before an alteration does not count.
        """
        live = self._snapshot.catalogue[shape.contract.table]
        known = state.position
        if known is None or state.must_compare or known.fingerprint != shape.fingerprint:
            return None
        return known if known.key_column == ordering_key(shape, live) else None

    def load(self, work: PartsWork) -> SealedLoad:
        """Load all parts that are left, and return the facts of the whole load.

        Raises:
            SourceUnreachableError: The source went away; `has_progressed` says whether rows landed.
            SourceError: The table could not be read.
            WarehouseError: It could not be written.
        """
        has_progressed = False
        try:
            while True:
                part = _Part(work, self._key(work.shape), self._order.policy.resumable_rows)
                noted = self._land(part, self._moment_after(work.position))
                if isinstance(noted, SealedLoad):
                    return noted
                has_progressed = True
                if part.interruption is not None:
                    raise part.interruption
                work = replace(work, position=noted)
        except SourceUnreachableError as error:
            error.has_progressed = has_progressed
            raise

    def _moment_after(self, position: LoadPosition | None) -> datetime:
        """Now, but never the moment of the part before: a part's rows are known by it."""
        now = self._order.clock()
        return now if position is None else max(now, position.loaded_at + _APART)

    def _key(self, shape: TableShape) -> str:
        key = ordering_key(shape, self._snapshot.catalogue[shape.contract.table])
        if key is None:
            raise AssertionError("only tables with an ordering key are loaded in parts")
        return key

    def _land(self, part: _Part, loaded_at: datetime) -> LoadPosition | SealedLoad:
        shape = part.work.shape
        stream = self._make_stream(shape, part.plan, part.through)
        reread = stream.doubts.reread

        def again(columns: Sequence[str]) -> pa.RecordBatchReader:
            """The connection is gone after an interruption; the values are counted all the same."""
            if part.interruption is not None or reread is None:
                return _nothing(shape, columns)
            return reread(columns)

        stream.doubts.reread = again
        unit = LandingLoad(
            table=landing_table(shape),
            mode="window",
            run_id=self._order.run_id,
            loaded_at=loaded_at,
            snapshot_at=self._snapshot.clock_utc,
            key_is_unique=True,
            is_reshaped=True,
            removal_guard_pct=self._order.policy.removal_guard_pct,
            removal_guard_rows=self._order.policy.removal_guard_rows,
            part="first" if part.work.position is None else "later",
        )
        with stream.handed_over() as rows:
            return self._warehouse.load_part(
                unit,
                rows,
                lambda counts: self._note(part, stream, (unit.loaded_at, counts)),
                doubts=stream.doubts,
            )

    def _note(
        self, part: _Part, stream: RowStream, landed: tuple[datetime, LoadCounts]
    ) -> LoadPosition | SealedLoad:
        """Say how far the load is after a part; after the last one, what it did as a whole."""
        work, before = part.work, part.work.position
        loaded_at, counts = landed
        lost = stream.doubts.lost_values(counts.present_values)
        stamps = (stream.highest_stamp, before.highest_stamp if before else work.highest_stamp)
        position = LoadPosition(
            table=work.shape.contract.table,
            fingerprint=work.shape.fingerprint,
            key_column=part.key,
            last_key=part.last_key or (before.last_key if before else ""),
            snapshot_at=before.snapshot_at if before else self._snapshot.clock_utc,
            run_id=self._order.run_id,
            loaded_at=loaded_at,
            rows=stream.rows_read + (before.rows if before else 0),
            highest_stamp=max((stamp for stamp in stamps if stamp is not None), default=None),
            zero_dates=stream.zero_dates + (before.zero_dates if before else 0),
            unreadable_values=lost + (before.unreadable_values if before else 0),
            card_refusals=stream.card_refusals + (before.card_refusals if before else 0),
            unstamped_rows=stream.unstamped_rows + (before.unstamped_rows if before else 0),
        )
        is_last = part.interruption is None and stream.rows_read < part.rows
        return self._sealed(work, position, counts) if is_last else position

    def _sealed(self, work: PartsWork, position: LoadPosition, counts: LoadCounts) -> SealedLoad:
        load = replace(
            work.draft,
            mode="full",
            rows_read=position.rows,
            rows_changed=position.rows,
            landing_rows=counts.landing_rows,
            watermark=next_watermark(None, position.highest_stamp, position.snapshot_at),
            zero_dates=position.zero_dates,
            unreadable_values=position.unreadable_values,
            card_refusals=position.card_refusals,
            unstamped_rows=position.unstamped_rows,
        )
        return work.seal(load, position.snapshot_at)


class _Part:
    """One part on its way from the source."""

    def __init__(self, work: PartsWork, key: str, rows: int) -> None:
        self.work = work
        self.key = key
        self.rows = rows
        self._batches: KeyedBatches | None = None

    @property
    def plan(self) -> ReadPlan:
        """The read of this part."""
        after = self.work.position.last_key if self.work.position else None
        query: Query = part_in_order(self.work.shape, self.key, after=after, rows=self.rows)
        return replace(self.work.plan, query=query)

    @property
    def last_key(self) -> str | None:
        """The key of the last row that came, None where none did."""
        return self._batches.last_key if self._batches else None

    @property
    def interruption(self) -> SourceUnreachableError | None:
        """What ended the part before its last row."""
        return self._batches.interruption if self._batches else None

    def through(self, batches: Iterator[RowBatch]) -> Iterable[RowBatch]:
        """Follow the batches of this part."""
        self._batches = KeyedBatches(batches, self.work.shape.contract.table, self.key)
        return self._batches


def _nothing(shape: TableShape, columns: Sequence[str]) -> pa.RecordBatchReader:
    names = [column.name for column in shape.read if column.name in {*shape.contract.key, *columns}]
    schema = pa.schema([(name, pa.string_view()) for name in names])
    return pa.RecordBatchReader.from_batches(schema, [])
