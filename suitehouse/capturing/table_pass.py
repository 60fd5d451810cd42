"""One table's unit of work within a source snapshot: plan, stream, land with its watermark."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from suitehouse.capturing.bearings import Bearings, planner_for
from suitehouse.capturing.load_in_parts import LoadInParts, PartsWork, Through
from suitehouse.capturing.pass_order import PassOrder
from suitehouse.capturing.report import added_loads
from suitehouse.capturing.selection import landing_table
from suitehouse.capturing.stream import RowStream, doubted, utc_stamp
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape
from suitehouse.errors import RemovalGuardError, SourceUnreachableError
from suitehouse.misfits import row_keys
from suitehouse.source.digest import Digester
from suitehouse.source.narrowing import rows_by_key
from suitehouse.source.reader import Query, RowBatch
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import ReadPlan, next_watermark
from suitehouse.warehouses.protocol import (
    LandingLoad,
    LandingTarget,
    LoadCounts,
    SealedLoad,
    TableLoad,
    TableState,
)

# A table's load so far, its plan, its rows, and when it began.
_Work = tuple[TableLoad, ReadPlan, RowStream, datetime]


class TablePass:
    """Loads tables from one snapshot into one warehouse, each by its bearing."""

    def __init__(
        self,
        snapshot: SourceSnapshot,
        warehouse: LandingTarget,
        order: PassOrder,
        bearings: Bearings,
    ) -> None:
        self._snapshot = snapshot
        self._warehouse = warehouse
        self._order = order
        self._bearings = bearings
        self._planner, self._whole_planner = (
            planner_for(order.policy, order.contracts, snapshot.catalogue, full=full)
            for full in (order.full, True)
        )
        self._parts = LoadInParts(snapshot, warehouse, order, self._stream)

    def load(self, shape: TableShape, state: TableState) -> tuple[SealedLoad, bool]:
        """Return a table's load and whether it is stored; one without rows is left to the caller.

        Raises:
            SourceError: The table could not be read.
            RemovalGuardError: Half of its rows are gone, or all.
            WarehouseError: It could not be written.
        """
        started = self._order.clock()
        is_asked_for = shape.contract.table in self._order.asked_keys
        if not is_asked_for and self._parts.is_due(shape, state):
            return self._load_in_parts(shape, state, started), True
        plan = self._plan(shape, state)
        stream = self._stream(shape, plan)
        draft = self._draft(shape, state, plan)
        if stream.is_empty and not plan.keys and (plan.mode == "window" or state.rows == 0):
            self._check_emptied(state, draft)
            load = replace(
                draft,
                watermark=state.watermark,
                landing_rows=state.landing_rows if state.rows else 0,
                seconds=self._seconds_since(started),
            )
            return self._sealed(shape, load), False
        work = (draft, plan, stream, started)
        if self._has_landed(shape, state, plan, stream):
            stream.pass_over()
            counts = LoadCounts(0, 0, state.landing_rows, {})
            return self._sealed_load(shape, state, work, counts), False
        return self._land(shape, state, work), True

    def _load_in_parts(self, shape: TableShape, state: TableState, started: datetime) -> SealedLoad:
        """Load what is left of a large table; what it was before that is read up to this snapshot.

        A row that changed meanwhile without a new stamp, or is gone, is for a sweep to find.
        """
        table = shape.contract.table
        plan = self._planner.plan(shape, TableState())
        position = self._parts.position(shape, state)

        def seal(load: TableLoad, snapshot_at: datetime) -> SealedLoad:
            sealed = self._sealed(shape, replace(load, seconds=self._seconds_since(started)))
            return replace(sealed, snapshot_at=snapshot_at)

        draft = self._draft(shape, state, plan)
        highest = None if position else self._parent_stamp(shape, plan)
        done = self._parts.load(PartsWork(shape, plan, draft, position, highest, seal))
        if position is None:
            return done
        try:
            again, is_stored = self.load(shape, self._warehouse.states()[table])
        except SourceUnreachableError as error:
            error.has_progressed = True
            raise
        return replace(again, load=added_loads(done.load, again.load)) if is_stored else done

    def _draft(self, shape: TableShape, state: TableState, plan: ReadPlan) -> TableLoad:
        bearing = self._bearings.of(shape, state)
        return TableLoad(
            shape.contract.table,
            bearing.choice.lane,
            plan.mode,
            window_start=plan.start,
            lane_reason=bearing.choice.reason,
            overlap_seconds=bearing.overlap.total_seconds(),
            turn=bearing.turn.number,
        )

    def _check_emptied(self, state: TableState, draft: TableLoad) -> None:
        """A window finds its last row again and again; where it does not, the table may be empty.

        Raises:
            RemovalGuardError: It is, and landing has more rows than may go from any table.
        """
        is_large = state.landing_rows > self._order.policy.removal_guard_rows
        if is_large and state.rows and not self._snapshot.has_rows(draft.table):
            raise RemovalGuardError(
                f"{draft.table} is empty in the source, and landing has {state.landing_rows} rows "
                "of it, which stay. Check that SUITEHOUSE_SOURCE_URL is the right, complete "
                "database; if it is, raise removal_guard_rows in suitehouse.toml and run "
                "`suitehouse capture --full`."
            )

    def _plan(self, shape: TableShape, state: TableState) -> ReadPlan:
        """The read of rows that may have changed, or of those that were asked for."""
        keys = self._order.asked_keys.get(shape.contract.table)
        if keys is None:
            return self._planner.plan(shape, state, self._bearings.of(shape, state))
        is_current = state.fingerprint == shape.fingerprint and not state.must_compare
        if not keys or not state.rows or not is_current:
            return self._whole_planner.plan(shape, state)
        return ReadPlan(rows_by_key(shape, keys), "window", None, None, keys=row_keys(keys))

    def _has_landed(
        self, shape: TableShape, state: TableState, plan: ReadPlan, stream: RowStream
    ) -> bool:
        """Whether a short read found only what landing has, so that masking it would be idle."""
        table = shape.contract.table
        is_whole = self._order.full or plan.mode == "full" or table in self._order.asked_keys
        if is_whole or state.fingerprint != shape.fingerprint:
            return False
        if state.must_compare and any(column.is_rid_of_people for column in shape.contract.landed):
            return False  # rows that did not change may land otherwise
        digests = stream.short_digests()
        exactly = plan.mode == "compare"
        return digests is not None and self._warehouse.holds(
            landing_table(shape), digests, exactly=exactly
        )

    def absent(self, contract: TableContract) -> SealedLoad:
        """Return the load of a table that the source does not have."""
        load = TableLoad(contract.table, contract.lane, "window", absent=True)
        return SealedLoad(
            load, "", self._order.run_id, self._snapshot.clock_utc, self._order.clock()
        )

    def _stream(self, shape: TableShape, plan: ReadPlan, through: Through = iter) -> RowStream:
        stream = self._rows(shape, [plan.query], plan.stamp, through)
        stream.ahead = plan.turn.ahead
        return doubted(stream, shape, [plan.query], self._rows)

    def _rows(
        self,
        shape: TableShape,
        queries: Sequence[Query],
        stamp: str | None = None,
        through: Through = iter,
    ) -> RowStream:
        digester = Digester(self._order.digest_secret, shape.contract.table, shape.fingerprint)
        return RowStream(
            through(self._read(queries)),
            shape,
            stamp=stamp,
            digester=digester,
            masker=self._order.masker,
        )

    def _read(self, queries: Sequence[Query]) -> Iterator[RowBatch]:
        for query in queries:
            yield from self._snapshot.read(query)

    def _land(
        self,
        shape: TableShape,
        state: TableState,
        work: _Work,
    ) -> SealedLoad:
        _, plan, stream, started = work
        live = self._snapshot.catalogue[shape.contract.table]
        unit = LandingLoad(
            table=landing_table(shape),
            mode=plan.mode,
            run_id=self._order.run_id,
            loaded_at=started,
            is_reshaped=state.fingerprint != shape.fingerprint,
            key_is_unique=live.is_unique(shape.contract.key),
            snapshot_at=self._snapshot.clock_utc,
            removal_guard_pct=self._order.policy.removal_guard_pct,
            removal_guard_rows=self._order.policy.removal_guard_rows,
            asked_keys=plan.keys,
        )

        def seal(counts: LoadCounts) -> SealedLoad:
            return self._sealed_load(shape, state, work, counts)

        with stream.handed_over() as rows:
            return self._warehouse.load(unit, rows, seal, doubts=stream.doubts)

    def _sealed_load(
        self, shape: TableShape, state: TableState, work: _Work, counts: LoadCounts
    ) -> SealedLoad:
        draft, plan, stream, started = work
        highest = stream.highest_stamp or self._parent_stamp(shape, plan)
        watermark = next_watermark(state.watermark, highest, self._snapshot.clock_utc)
        load = replace(
            draft,
            rows_read=stream.rows_read,
            rows_changed=counts.rows_changed,
            rows_removed=counts.rows_removed,
            landing_rows=counts.landing_rows,
            watermark=watermark,
            zero_dates=stream.zero_dates,
            unreadable_values=stream.doubts.lost_values(counts.present_values),
            card_refusals=stream.card_refusals,
            rows_repeated=counts.rows_repeated,
            rows_withheld=counts.rows_withheld,
            unstamped_rows=stream.unstamped_rows * plan.turn.parts,
            late_seconds=_late_seconds(state, plan, counts),
            seconds=self._seconds_since(started),
        )
        return self._sealed(shape, load)

    def _parent_stamp(self, shape: TableShape, plan: ReadPlan) -> datetime | None:
        """How far the parent's stamps are, where a whole table was read without them."""
        if plan.keys or self._bearings.choices[shape.contract.table].lane != "with_parent":
            return None
        parent = self._planner.parent_of(shape)
        if plan.stamp is not None or parent is None or parent.cursor is None:
            return None
        return utc_stamp(self._snapshot.highest(parent.table, parent.cursor))

    def _sealed(self, shape: TableShape, load: TableLoad) -> SealedLoad:
        return SealedLoad(
            load,
            shape.fingerprint,
            self._order.run_id,
            self._snapshot.clock_utc,
            self._order.clock(),
        )

    def _seconds_since(self, started: datetime) -> float:
        return round((self._order.clock() - started).total_seconds(), 3)


def _late_seconds(state: TableState, plan: ReadPlan, counts: LoadCounts) -> float:
    """How far before the watermark a row was stamped that only this window found changed."""
    if plan.start is None or state.watermark is None or counts.earliest_change is None:
        return 0.0
    return max(0.0, (state.watermark - counts.earliest_change).total_seconds())
