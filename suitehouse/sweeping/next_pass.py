"""What the next ordinary pass would read of each table: what it would find is no miss.

The same bearings are taken as a pass takes, of the same tables, but nothing is noted: a sweep is no
pass, and where passes stand does not move with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from suitehouse.capturing.bearings import (
    Bearings,
    Surroundings,
    planner_for,
    present_reading,
    take_bearings,
)
from suitehouse.capturing.selection import chosen_contracts, live_shape
from suitehouse.contracts.shape import TableShape
from suitehouse.errors import SourceError
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import ReadPlan
from suitehouse.sweeping.order import SweepOrder
from suitehouse.warehouses._pass_memory import PassMemory
from suitehouse.warehouses.protocol import TableState


class NextPass:
    """The pass that would come now, over the tables of the policy, from one source snapshot."""

    def __init__(
        self,
        order: SweepOrder,
        memory: PassMemory,
        snapshot: SourceSnapshot,
        states: Mapping[str, TableState],
    ) -> None:
        self._order = order
        self._planner = planner_for(order.policy, order.contracts, snapshot.catalogue, full=False)
        self._bearings = self._taken(memory, snapshot, states)

    def plan(self, shape: TableShape, state: TableState) -> ReadPlan:
        """Return what would be read of a table."""
        if shape.contract.table not in self._bearings.choices:
            return self._planner.plan(shape, state)
        return self._planner.plan(shape, state, self._bearings.of(shape, state))

    def _taken(
        self, memory: PassMemory, snapshot: SourceSnapshot, states: Mapping[str, TableState]
    ) -> Bearings:
        now = self._order.clock()
        before = memory.readings()
        around = Surroundings(
            planner=self._planner,
            catalogue=snapshot.catalogue,
            policy=self._order.policy,
            memories=memory.tables(now),
            readings=(*before, present_reading(snapshot, before, self._order)),
            now=now,
        )
        return take_bearings(around, self._shapes(snapshot), states)

    def _shapes(self, snapshot: SourceSnapshot) -> dict[str, TableShape]:
        shapes: dict[str, TableShape] = {}
        for contract in chosen_contracts(self._order.contracts, self._order.policy.tables):
            live = snapshot.catalogue.get(contract.table)
            if live is not None:
                with suppress(SourceError):  # of that table; its own sweep says so
                    shapes[contract.table] = live_shape(contract, live)
        return shapes
