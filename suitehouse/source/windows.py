"""Which rows of a table one pass reads, and how they are then put into landing.

A window starts at the watermark less the overlap, start included, since SuiteCRM's stamps are whole
seconds that are set before the row is committed. It has no end: a stamp from the future is read
again until its time has come. Rows without a usable stamp (NULL or zero) belong to every window, or
they would never be seen again; where there are very many of them, windows take turns. Whatever is
read whole is compared, so that hard-deleted rows are found too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from suitehouse.contracts.model import Lane, TableContract
from suitehouse.contracts.shape import TableShape
from suitehouse.source.catalogue import SourceTable
from suitehouse.source.lanes import LaneChoice
from suitehouse.source.quoting import quote, timestamp_literal
from suitehouse.source.reader import Query
from suitehouse.warehouses.protocol import LoadMode, TableState

PARENT_STAMP: Final = "_parent_stamp"
# Below every time that SuiteCRM writes, above MySQL's zero date.
_NO_STAMP: Final = "'1000-01-01'"
# Further ahead of the server's clock than its local time can be, a stamp says nothing either.
AHEAD: Final = timedelta(days=1)
_UNSTAMPED_ROWS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Turn:
    """Which rows without a usable stamp a window takes: those of one of so many `parts`.

    Which part a row belongs to comes from its key; `number` counts the turns of the table.
    `ahead` is where stamps stop to be usable.
    """

    parts: int = 1
    number: int = 0
    ahead: datetime | None = None

    @classmethod
    def of(cls, unstamped_rows: int, number: int, clock_utc: datetime) -> Turn:
        """Return a turn by its number, of a table with so many such rows."""
        parts = max(1, -(-unstamped_rows // _UNSTAMPED_ROWS))
        return cls(parts, number, clock_utc + AHEAD)

    @property
    def part(self) -> int:
        """The part whose turn it is."""
        return self.number % self.parts


@dataclass(frozen=True, slots=True)
class Bearing:
    """How this pass finds one table's changes: its lane and why, and where a window starts.

    `overlap` is how late rows may be, before what clocks did is added to it.
    """

    choice: LaneChoice
    start: datetime | None = None
    turn: Turn = Turn()
    overlap: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """One table's read: the query, how its rows land, and the column that orders changes.

    `keys` are those of a read of some rows alone, which tells nothing of the others. `turn` says
    which rows without a usable stamp are among them.
    """

    query: Query
    mode: LoadMode
    start: datetime | None
    stamp: str | None
    keys: tuple[str, ...] = ()
    turn: Turn = Turn()


@dataclass(frozen=True, slots=True)
class PassPolicy:
    """What the user asked of this pass."""

    overlap: timedelta
    full: bool
    small_table_rows: int


class WindowPlanner:
    """Plans the reads of a pass from the contracts and the live catalogue."""

    def __init__(
        self,
        contracts: Mapping[str, TableContract],
        catalogue: Mapping[str, SourceTable],
        policy: PassPolicy,
    ) -> None:
        self._contracts = contracts
        self._catalogue = catalogue
        self._policy = policy

    def plan(
        self, shape: TableShape, state: TableState, bearing: Bearing | None = None
    ) -> ReadPlan:
        """Return what to read of a table, given what landing holds of it.

        Without a bearing the lane is what the table's structure allows, unless it is small, and
        the overlap is the policy's.
        """
        bearing = bearing or self._plain_bearing(shape, state)
        lane = bearing.choice.lane
        start = None if bearing.choice.is_whole else bearing.start
        if start is None or self._is_compared(shape, state):
            mode: LoadMode = "compare" if state.rows else "full"
            everything = Turn(ahead=bearing.turn.ahead)
            stamp = self._own_stamp(shape)
            return ReadPlan(whole_table(shape), mode, None, stamp, turn=everything)
        if lane == "with_parent":
            return self._with_parent(shape, start, bearing.turn)
        query = self._changed_rows(shape, start, bearing.turn)
        return ReadPlan(query, "window", start, shape.contract.cursor, turn=bearing.turn)

    def parent_of(self, shape: TableShape) -> TableContract | None:
        """The contract whose stamps move this table's window; None where it is read by itself."""
        contract = shape.contract
        if contract.parent is None or self._is_small(shape):
            return None
        parent = self._contracts.get(contract.parent.table)
        return parent if parent is not None and self._can_join(shape, parent) else None

    def stamp_of(self, shape: TableShape, lane: Lane) -> tuple[str, SourceTable] | None:
        """The column, and its table, that a lane's window needs; None where the source lacks it."""
        if lane != "with_parent":
            own = self._own_stamp(shape)
            return (own, self._catalogue[shape.contract.table]) if own else None
        contract = shape.contract.parent
        parent = self._contracts.get(contract.table) if contract else None
        if parent is None or parent.cursor is None or not self._can_join(shape, parent):
            return None
        return parent.cursor, self._catalogue[parent.table]

    def _plain_bearing(self, shape: TableShape, state: TableState) -> Bearing:
        lane = shape.contract.lane
        if self._is_small(shape) or self.stamp_of(shape, lane) is None:
            return Bearing(LaneChoice("compare", ""))
        start = state.watermark and state.watermark - self._policy.overlap
        return Bearing(LaneChoice(lane, ""), start)

    def _is_compared(self, shape: TableShape, state: TableState) -> bool:
        """Whether all rows are asked for, whatever the watermark."""
        is_altered = state.must_compare or state.fingerprint != shape.fingerprint
        return self._policy.full or state.rows == 0 or is_altered

    @staticmethod
    def _own_stamp(shape: TableShape) -> str | None:
        cursor = shape.contract.cursor
        return cursor if any(column.name == cursor for column in shape.read) else None

    def _is_small(self, shape: TableShape) -> bool:
        return self._catalogue[shape.contract.table].estimated_rows <= self._policy.small_table_rows

    def _can_join(self, shape: TableShape, parent: TableContract) -> bool:
        """Whether the server can join on the key: both are there and compare in one collation."""
        live = self._catalogue.get(parent.table)
        if live is None or parent.cursor is None or live.column(parent.cursor) is None:
            return False
        key = live.column(parent.key[0])
        own = self._catalogue[shape.contract.table].column(_parent_column(shape.contract))
        return key is not None and own is not None and key.collation == own.collation

    def _changed_rows(self, shape: TableShape, start: datetime, turn: Turn) -> Query:
        """Find the rows by stamp and key alone, then read each by its key, if it is unique.

        A scan without an index on the stamp takes half as long where it need not put together all
        columns of each row that it looks at; the page of a row that it finds is at hand.
        """
        key = shape.contract.key
        cursor = f"s.{quote(str(shape.contract.cursor))}"
        since = _since(cursor, start, turn, f"s.{quote(key[0])}")
        names = tuple(column.name for column in shape.read)
        table = quote(shape.contract.table)
        if not self._catalogue[shape.contract.table].is_unique(key):
            columns = ", ".join(f"s.{quote(name)}" for name in names)
            sql = f"select {columns} from {table} s where {since}"  # noqa: S608 - quoted names
            return Query(shape.contract.table, sql, names)
        columns = ", ".join(f"c.{quote(name)}" for name in names)
        unique = self._catalogue[shape.contract.table].primary_key
        same = " and ".join(f"c.{quote(name)} = s.{quote(name)}" for name in unique)
        sql = (
            f"select {columns} from {table} s straight_join {table} c on {same}"  # noqa: S608 - quoted names
            f" where {since}"
        )
        return Query(shape.contract.table, sql, names)

    def _with_parent(self, shape: TableShape, start: datetime, turn: Turn) -> ReadPlan:
        contract = shape.contract
        parent = self._contracts[contract.parent.table] if contract.parent else contract
        stamp = f"p.{quote(str(parent.cursor))}"
        names = tuple(column.name for column in shape.read)
        columns = ", ".join(f"c.{quote(name)}" for name in names)
        sql = (
            f"select {columns}, {stamp} as {PARENT_STAMP} from {quote(parent.table)} p"  # noqa: S608 - quoted names
            f" join {quote(contract.table)} c on c.{quote(_parent_column(contract))} = "
            f"p.{quote(parent.key[0])}"
            f" where {_since(stamp, start, turn, f'p.{quote(parent.key[0])}')}"
        )
        query = Query(contract.table, sql, names, extra=(PARENT_STAMP,))
        return ReadPlan(query, "window", start, PARENT_STAMP, turn=turn)


def whole_table(shape: TableShape, condition: str = "") -> Query:
    """Return the query for a table's landed columns; dropped ones do not leave the source."""
    names = tuple(column.name for column in shape.read)
    columns = ", ".join(map(quote, names))
    sql = f"select {columns} from {quote(shape.contract.table)}{condition}"  # noqa: S608 - quoted names
    return Query(shape.contract.table, sql, names)


def _since(stamp: str, start: datetime, turn: Turn, key: str) -> str:
    """The condition for a window; each part of it is a range of an index on the stamp."""
    stamped = f"{stamp} >= {timestamp_literal(start)}"
    unstamped = f"{stamp} is null or {stamp} < {_NO_STAMP}"
    if turn.parts == 1 or turn.ahead is None:
        return f"({stamped} or {unstamped})"
    ahead = timestamp_literal(turn.ahead)
    part = f"crc32({key}) % {turn.parts} = {turn.part}"
    return f"({stamped} and {stamp} < {ahead} or ({unstamped} or {stamp} >= {ahead}) and {part})"


def _parent_column(contract: TableContract) -> str:
    return contract.parent.column if contract.parent else contract.key[0]


def next_watermark(
    before: datetime | None, highest_stamp: datetime | None, clock_utc: datetime
) -> datetime | None:
    """Return `min(highest stamp seen, snapshot clock)`, never behind the watermark before.

    A stamp from the future therefore does not blind the next pass to the rows that come before it.
    """
    if highest_stamp is None:
        return before
    reached = min(highest_stamp, clock_utc)
    return reached if before is None else max(before, reached)
