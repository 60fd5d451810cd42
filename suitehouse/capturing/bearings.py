"""Each table's bearing for one pass: its lane with the reason, and where its window starts.

What the live catalogue shows and what earlier passes remember is brought together here; what
follows from it is decided by `suitehouse.source.lanes`, `suitehouse.source.clocks` and
`suitehouse.capturing.overlap`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from suitehouse.capturing.overlap import LateFindings, OverlapChange, overlap_change
from suitehouse.capturing.selection import check_names
from suitehouse.contracts.model import TableContract
from suitehouse.contracts.shape import TableShape
from suitehouse.errors import ConfigurationError
from suitehouse.operations.clock import Clock, SteadyClock
from suitehouse.settings import CapturePolicy
from suitehouse.source.catalogue import SourceTable
from suitehouse.source.clocks import ClockReading, Landmark, step_since, window_start
from suitehouse.source.lanes import LaneChoice, LaneFacts, LanePolicy, choose_lanes
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import Bearing, PassPolicy, Turn, WindowPlanner
from suitehouse.warehouses._pass_memory import TableMemory
from suitehouse.warehouses.protocol import TableState

_UNKNOWN = TableMemory()
_EMPTY = TableState()


class Clocked(Protocol):
    """What has our clocks."""

    @property
    def clock(self) -> Clock:
        """Now."""

    @property
    def steady(self) -> SteadyClock:
        """A clock of this machine that nobody can set."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every table's bearing is taken from.

    `readings` end with the present one. `now` is our clock, by which overlaps widen and narrow.
    """

    planner: WindowPlanner
    catalogue: Mapping[str, SourceTable]
    policy: CapturePolicy
    memories: Mapping[str, TableMemory]
    readings: Sequence[ClockReading]
    now: datetime


@dataclass(frozen=True, slots=True)
class Bearings:
    """The bearings of a pass, and the tables whose pinned lane cannot be taken.

    `overlaps` are the overlaps that change with this pass.
    """

    around: Surroundings
    choices: Mapping[str, LaneChoice]
    refused: Mapping[str, ConfigurationError]
    overlaps: Mapping[str, OverlapChange]

    def of(self, shape: TableShape, state: TableState) -> Bearing:
        """Return the bearing of a table, given how far it is by now."""
        table = shape.contract.table
        memory = self.around.memories.get(table, _UNKNOWN)
        readings = self.around.readings
        overlap = timedelta(seconds=self._overlap_seconds(shape.contract, memory))
        start = None
        if state.watermark is not None:
            landmark = Landmark(state.watermark, memory.reading_at, memory.reading)
            start = window_start(landmark, readings, overlap)
        turn = Turn.of(memory.unstamped_rows, memory.turn + 1, readings[-1].server_at)
        return Bearing(self.choices[table], start, turn, overlap)

    def _overlap_seconds(self, contract: TableContract, memory: TableMemory) -> float:
        """How late rows may be: the most of what policy, contract and measurements say."""
        change = self.overlaps.get(contract.table)
        measured = change.seconds if change else memory.overlap_seconds or 0.0
        return max(measured, self.around.policy.overlap_seconds, contract.overlap_seconds)


def planner_for(
    policy: CapturePolicy,
    contracts: Mapping[str, TableContract],
    catalogue: Mapping[str, SourceTable],
    *,
    full: bool,
) -> WindowPlanner:
    """Return what plans the reads of a pass by this policy."""
    overlap = timedelta(seconds=policy.overlap_seconds)
    return WindowPlanner(contracts, catalogue, PassPolicy(overlap, full, policy.small_table_rows))


def present_reading(
    snapshot: SourceSnapshot, before: Sequence[ClockReading], order: Clocked
) -> ClockReading:
    """Return the reading of the clocks at a snapshot, which follows the ones before."""
    last = before[-1] if before else None
    steady = order.steady()
    reading = ClockReading(
        number=last.number + 1 if last else 1,
        server_at=snapshot.clock_utc,
        our_at=order.clock(),
        boot=steady.boot if steady else None,
        steady_seconds=steady.seconds if steady else 0.0,
        west_seconds=snapshot.west_seconds,
    )
    return replace(reading, step_seconds=step_since(last, reading))


def check_lanes(contracts: Mapping[str, TableContract], policy: CapturePolicy) -> None:
    """Make sure that each lane that suitehouse.toml pins is one that the table's contract allows.

    Raises:
        ConfigurationError: It is not, or there is no such table.
    """
    check_names(contracts, policy.lanes)
    for table, lane in policy.lanes.items():
        possible = contracts[table].possible_lanes
        if lane not in possible:
            raise ConfigurationError(
                f"{table} cannot take the lane '{lane}' that suitehouse.toml pins under "
                f"[capture.lanes]: its contract allows {', '.join(possible)}; choose one of these "
                "or take the line out."
            )


def take_bearings(
    around: Surroundings, shapes: Mapping[str, TableShape], states: Mapping[str, TableState]
) -> Bearings:
    """Return the bearings of the tables that the source has."""
    facts = {
        table: _facts(around, shape, states.get(table, _EMPTY)) for table, shape in shapes.items()
    }
    policy = LanePolicy(around.policy.small_table_rows, around.policy.compare_budget_seconds)
    choices = choose_lanes(facts, policy)
    overlaps = {table: _overlap_change(around, table) for table in shapes}
    return Bearings(
        around,
        choices,
        refused={
            table: _impossible(shapes[table].contract, choice)
            for table, choice in choices.items()
            if not choice.is_whole and facts[table].stamp is None
        },
        overlaps={table: change for table, change in overlaps.items() if change is not None},
    )


def _facts(around: Surroundings, shape: TableShape, state: TableState) -> LaneFacts:
    contract, live = shape.contract, around.catalogue[shape.contract.table]
    memory = around.memories.get(contract.table, _UNKNOWN)
    by_policy = around.policy.lanes.get(contract.table)
    pinned = by_policy or contract.pinned_lane
    stamp = around.planner.stamp_of(shape, pinned or contract.lane)
    return LaneFacts(
        structural=contract.lane,
        rows=live.estimated_rows,
        bytes=live.estimated_bytes,
        has_key=bool(live.primary_key),
        stamp=stamp[0] if stamp else None,
        is_indexed=stamp is not None and stamp[1].is_indexed(stamp[0]),
        landing_rows=state.landing_rows,
        compare_seconds_per_row=memory.seconds_per_row,
        window_seconds=memory.window_seconds,
        miss_sweeps=memory.miss_sweeps,
        pinned=pinned,
        pinned_by="suitehouse.toml" if by_policy else "its contract",
        was_compared=memory.lane == "compare",
    )


def _overlap_change(around: Surroundings, table: str) -> OverlapChange | None:
    memory = around.memories.get(table, _UNKNOWN)
    found = LateFindings(
        overlap_seconds=memory.overlap_seconds or 0.0,
        set_at=memory.overlap_set_at,
        latest=memory.late.latest,
        last_found_at=memory.late.last_found_at,
        reached=memory.reached_seconds,
        proven_at=memory.proven_at,
    )
    return overlap_change(found, around.now, around.policy.overlap_cap_seconds)


def _impossible(contract: TableContract, choice: LaneChoice) -> ConfigurationError:
    return ConfigurationError(
        f"{contract.table} is {choice.reason} to the lane '{choice.lane}', for which the source "
        "lacks the stamp; pin 'compare' in its place, or nothing."
    )
