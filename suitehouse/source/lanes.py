"""Which lane finds a table's changes in one pass, decided from what was measured, with the reason.

Comparing all rows of a table is exact; a window sees only what the stamp shows. So a table is
compared wherever that costs little: it is small, its window makes the server read all of it anyway,
or sweeps showed that its stamps are not to be trusted. What comparing costs beyond the windows is
bounded for the pass as a whole, so that a pass without changes stays fast. No I/O here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from suitehouse.contracts.model import Lane

# Sweeps, within `MISS_DAYS`, that must have found misses in a table for it not to be trusted.
MISS_SWEEPS: Final = 2
MISS_DAYS: Final = 30
# Of tables that were never read: what a pass reads, digests, masks and compares in a second …
_BYTES_PER_SECOND: Final = 16 << 20
# … and what even a table of few bytes takes.
_SECONDS_PER_TABLE: Final = 0.01
# What a table costs that is compared already, so that none goes to and fro at the budget's edge.
_KEPT: Final = 0.8


@dataclass(frozen=True, slots=True)
class LaneFacts:
    """What is known of a table before its pass.

    `structural` is the contract's lane. `stamp` names the column that its window needs, None where
    the source lacks it. `rows` and `bytes` are the server's estimates, `landing_rows` what landing
    counted. `compare_seconds_per_row` and `window_seconds` were measured in earlier passes, None
    where none was. `miss_sweeps` counts the sweeps of the last `MISS_DAYS` in which it had misses.
    """

    structural: Lane
    rows: int
    bytes: int = 0
    has_key: bool = True
    stamp: str | None = None
    is_indexed: bool = False
    landing_rows: int = 0
    compare_seconds_per_row: float | None = None
    window_seconds: float | None = None
    miss_sweeps: int = 0
    pinned: Lane | None = None
    pinned_by: str = ""
    was_compared: bool = False

    @property
    def is_measured(self) -> bool:
        """Whether a pass has read the whole table and took its time."""
        return self.compare_seconds_per_row is not None

    @property
    def compare_seconds(self) -> float:
        """What comparing all rows would take, measured or else estimated."""
        if self.compare_seconds_per_row is None:
            return _SECONDS_PER_TABLE + self.bytes / _BYTES_PER_SECOND
        return self.compare_seconds_per_row * self.rows

    @property
    def extra_seconds(self) -> float:
        """What comparing takes beyond the window; a window without an index reads all rows too."""
        return max(0.0, self.compare_seconds - (self.window_seconds or 0.0))


@dataclass(frozen=True, slots=True)
class LanePolicy:
    """What the user set."""

    small_table_rows: int
    compare_budget_seconds: float


@dataclass(frozen=True, slots=True)
class LaneChoice:
    """A table's lane in this pass and why, as a sentence says it without subject."""

    lane: Lane
    reason: str

    @property
    def is_whole(self) -> bool:
        """Whether all rows are read, whatever the watermark."""
        return self.lane in {"compare", "full"}


def choose_lanes(tables: Mapping[str, LaneFacts], policy: LanePolicy) -> dict[str, LaneChoice]:
    """Return each table's lane.

    What a table's own facts decide is decided first. Then the budget is handed out: to tables in
    which sweeps keep finding misses, and after them to those whose window reads all rows as well
    and whose cost was measured; the cheaper ones first.
    """
    certain = {
        table: _by_structure(facts) or _by_rows(facts, policy) for table, facts in tables.items()
    }
    chosen = {table: choice for table, choice in certain.items() if choice is not None}
    left = policy.compare_budget_seconds
    for table, price in _candidates({t: f for t, f in tables.items() if t not in chosen}):
        if price <= left:
            left -= price
            chosen[table] = _compared(tables[table])
    rest = {table: _window(facts) for table, facts in tables.items() if table not in chosen}
    return {**chosen, **rest}


def _by_structure(facts: LaneFacts) -> LaneChoice | None:
    """The lane that leaves no choice; None where there is one."""
    if facts.pinned is not None:
        return LaneChoice(facts.pinned, f"pinned in {facts.pinned_by}")
    if not facts.has_key:
        return LaneChoice("full", "the source keeps no key that tells its rows apart")
    if facts.structural in {"compare", "full"}:
        return LaneChoice(facts.structural, "its contract names no stamp that shows changes")
    if facts.stamp is None:
        return LaneChoice("compare", "the source lacks the stamp that its window needs")
    return None


def _by_rows(facts: LaneFacts, policy: LanePolicy) -> LaneChoice | None:
    """The lane that follows from how many rows there are; None where costs have to be weighed."""
    if facts.rows <= policy.small_table_rows:
        return LaneChoice("compare", f"at most {policy.small_table_rows:,} rows, so always exact")
    if facts.rows * 2 < facts.landing_rows:
        return LaneChoice(
            "compare", "the source seems to have less than half of the rows that landing has"
        )
    return None


def _candidates(tables: Mapping[str, LaneFacts]) -> Iterator[tuple[str, float]]:
    """Tables that may be compared with what that adds to the pass, the first to get it first."""
    priced = [
        (not _is_mistrusted(facts), facts.extra_seconds * _share(facts), table)
        for table, facts in tables.items()
        if _is_mistrusted(facts) or (facts.is_measured and not facts.is_indexed)
    ]
    yield from ((table, price) for _, price, table in sorted(priced))


def _is_mistrusted(facts: LaneFacts) -> bool:
    return facts.miss_sweeps >= MISS_SWEEPS


def _share(facts: LaneFacts) -> float:
    return _KEPT if facts.was_compared else 1.0


def _compared(facts: LaneFacts) -> LaneChoice:
    cost = f"comparing all of it takes about {_seconds(facts.compare_seconds)}"
    if _is_mistrusted(facts):
        found = f"{facts.miss_sweeps} sweeps of {MISS_DAYS} days found misses in it"
        return LaneChoice("compare", f"{found}, and {cost}")
    reads_all = f"without an index on {facts.stamp} a window reads all rows too"
    return LaneChoice("compare", f"{reads_all}, and {cost}")


def _window(facts: LaneFacts) -> LaneChoice:
    cost = f"comparing all {facts.rows:,} rows would take about {_seconds(facts.compare_seconds)}"
    misses = f", though {facts.miss_sweeps} sweeps found misses" if _is_mistrusted(facts) else ""
    return LaneChoice(facts.structural, f"{cost}{misses}")


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 1 else f"{seconds:,.1f} s"
