"""Where a pass stands before it reads: the right source, its clock, each table's bearing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from suitehouse.capturing.bearings import (
    Bearings,
    Surroundings,
    planner_for,
    present_reading,
    take_bearings,
)
from suitehouse.capturing.pass_order import PassOrder
from suitehouse.capturing.source_identity import check_source, identify, shows_users
from suitehouse.contracts.shape import TableShape
from suitehouse.source.clocks import ClockReading
from suitehouse.source.snapshot import SourceSnapshot
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
        secret = self._order.digest_secret
        self._found = identify(snapshot, secret)
        if not self._order.new_source:
            check_source(self._memory.source(), self._found, snapshot.address.place, secret)
            self.keep_source()

    def keep_source(self) -> None:
        """Remember the source, and by which users it is known by now.

        That there are none to know it by is remembered only where the user vouches for it.
        """
        order = self._order
        if self._found is None or self._found == self._memory.source():
            return
        if order.new_source or shows_users(self._found, order.digest_secret):
            self._memory.note_source(order.run_id, order.clock(), self._found)

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
            planner=planner_for(
                self._order.policy,
                self._order.contracts,
                snapshot.catalogue,
                full=self._order.full,
            ),
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

    def _readings(self, snapshot: SourceSnapshot) -> Sequence[ClockReading]:
        """The readings that matter, with the present one, which is noted, at their end."""
        before = self._memory.readings()
        reading = present_reading(snapshot, before, self._order)
        self._memory.note_reading(self._order.run_id, reading)
        return (*before, reading)
