"""Where a pass stands before it reads: the right source, its clock, each table's bearing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from suitehouse.capturing.bearings import Bearings, Surroundings, take_bearings
from suitehouse.capturing.source_identity import check_source, identify
from suitehouse.capturing.table_pass import PassOrder
from suitehouse.contracts.shape import TableShape
from suitehouse.source.clocks import ClockReading, step_since
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import PassPolicy, WindowPlanner
from suitehouse.warehouses._pass_memory import (
    KnownSource,
    LateRows,
    OverlapNote,
    PassMemory,
    TableMemory,
)
from suitehouse.warehouses.protocol import TableState


class PassNavigator:
    """Takes the bearings of a pass from what earlier ones remember, and remembers for the next."""

    def __init__(self, memory: PassMemory, order: PassOrder) -> None:
        self._memory = memory
        self._order = order
        self._found: KnownSource | None = None
        self._memories: Mapping[str, TableMemory] = {}

    @property
    def late_rows(self) -> Mapping[str, LateRows]:
        """How late rows were that sweeps found late, by table, of tables that had some."""
        return {table: known.late for table, known in self._memories.items() if known.late.rows}

    def check_source(self, snapshot: SourceSnapshot) -> None:
        """Make sure that the source is the warehouse's, unless the user says that it is now.

        A new warehouse takes it as its own; a source that is new to one waits for `keep_source`.

        Raises:
            ConfigurationError: It is another one.
        """
        self._found = identify(snapshot, self._order.digest_secret)
        if not self._order.new_source:
            check_source(self._memory.source(), self._found, snapshot.address.place)
            self.keep_source()

    def keep_source(self) -> None:
        """Remember the source, and by which users it is known by now."""
        if self._found is not None and self._found != self._memory.source():
            self._memory.note_source(self._order.run_id, self._order.clock(), self._found)

    def take_bearings(
        self,
        snapshot: SourceSnapshot,
        shapes: Mapping[str, TableShape],
        states: Mapping[str, TableState],
    ) -> Bearings:
        """Return each table's bearing; the clocks and overlaps that it rests on are noted."""
        now = self._order.clock()
        self._memories = self._memory.tables(now)
        around = Surroundings(
            planner=self._planner(snapshot),
            catalogue=snapshot.catalogue,
            policy=self._order.policy,
            memories=self._memories,
            readings=self._readings(snapshot),
            now=now,
        )
        found = take_bearings(around, shapes, states)
        if found.overlaps:
            notes = [
                OverlapNote(table, change.seconds, change.reason)
                for table, change in found.overlaps.items()
            ]
            self._memory.note_overlaps(self._order.run_id, now, notes)
        return found

    def _planner(self, snapshot: SourceSnapshot) -> WindowPlanner:
        policy = self._order.policy
        overlap = timedelta(seconds=policy.overlap_seconds)
        asked = PassPolicy(overlap, self._order.full, policy.small_table_rows)
        return WindowPlanner(self._order.contracts, snapshot.catalogue, asked)

    def _readings(self, snapshot: SourceSnapshot) -> Sequence[ClockReading]:
        """The readings that matter, with the present one, which is noted, at their end."""
        before = self._memory.readings()
        last = before[-1] if before else None
        steady = self._order.steady()
        reading = ClockReading(
            number=last.number + 1 if last else 1,
            server_at=snapshot.clock_utc,
            our_at=self._order.clock(),
            boot=steady.boot if steady else None,
            steady_seconds=steady.seconds if steady else 0.0,
            west_seconds=snapshot.west_seconds,
        )
        reading = replace(reading, step_seconds=step_since(last, reading))
        self._memory.note_reading(self._order.run_id, reading)
        return (*before, reading)
