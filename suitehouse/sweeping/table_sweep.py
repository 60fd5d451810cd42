"""One table's sweep: compare bucket by bucket, heal in between, bury the gone at the end.

What was compared is healed in one transaction with the table's position, so a sweep that is killed
goes on at the first bucket that is not proven. Rows that are gone are kept until every bucket was
compared, since the removal guard looks at all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from suitehouse.capturing.selection import landing_table
from suitehouse.contracts.shape import TableShape
from suitehouse.errors import RemovalGuardError
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import ReadPlan
from suitehouse.sweeping import guard
from suitehouse.sweeping.bucket_source import BucketSource, pulled
from suitehouse.sweeping.comparison import TableComparison
from suitehouse.sweeping.healing import MOST_WANTED, TableHealer
from suitehouse.sweeping.order import SweepOrder
from suitehouse.sweeping.source_time import SourceTime
from suitehouse.sweeping.tally import Tally
from suitehouse.warehouses._sweep_store import (
    Bucket,
    Healed,
    Position,
    SweepRow,
    SweepStatus,
    SweepStore,
)
from suitehouse.warehouses.protocol import TableState

# So many buckets that agree are noted at once, and so many more are compared before what differs
# is healed, or a third of the table: healing looks at all of its rows.
_AGREEING_BUCKETS: Final = 8
_DIFFERENT_BUCKETS: Final = 32


class TableSweep:
    """One table's sweep in one run: `attach` a source snapshot, then go through `advance`.

    The buckets that earlier runs had proven come last. Where a table's last bucket is reached its
    sweep is complete, whichever runs proved the others; the rest is then proven anew.

    `refusal` is the error to end with where removals were withheld.
    """

    def __init__(
        self,
        store: SweepStore,
        order: SweepOrder,
        shape: TableShape,
        state: TableState,
        time: SourceTime,
    ) -> None:
        self._store = store
        self._order = order
        self._shape = shape
        self._state = state
        self._time = time
        self._table = landing_table(shape)
        self._seconds_before = time.seconds
        self._tally = Tally(order.run_id, shape.contract.table, order.clock())
        self._queue: tuple[Bucket, ...] = ()
        self._next = 0
        self._settled = 0
        self._unsettled_rows = 0
        self._turn = 0
        self._snapshots = 0
        self._began: datetime | None = None
        self._since: datetime | None = None
        self.refusal: RemovalGuardError | None = None

    def attach(self, snapshot: SourceSnapshot, position: Position | None, plan: ReadPlan) -> None:
        """Take a source snapshot, also after a fault, and what the next pass would read.

        Raises:
            RemovalGuardError: Half of a sample of landing's rows is gone; nothing was changed.
        """
        self._snapshots += 1
        self._began = self._began or snapshot.clock_utc
        digester = self._order.digester(self._shape)
        self._source = BucketSource(snapshot, self._shape, digester, self._time)
        self._healer = TableHealer(
            self._store, self._order, self._shape, self._state, snapshot=snapshot, plan=plan
        )
        if self._queue:
            self._comparison.source = self._source
            self._comparison.start_over()
            self._next = self._settled
            self._unsettled_rows = 0
        else:
            self._start(position)

    def advance(self) -> Iterator[str]:
        """Compare and heal bucket after bucket; yield how far it is after each.

        Ends early where the budget is spent, `row` then says `partial`, and where removals were
        withheld: what is left of the table would be judged without them.
        """
        while self._next < len(self._queue):
            self._unsettled_rows += self._comparison.compare(self._queue[self._next])
            self._next += 1
            is_turn = self._next in {self._turn, len(self._queue)}
            if is_turn or self._is_due():
                self._settle()
            if is_turn:
                self._close()
            yield f"{self._next} of {len(self._queue)}"
            if self._time.is_spent or self.refusal is not None:
                break
        if self._next < len(self._queue) and self._tally.status == "running":
            self._end("partial", self._position())

    def fail(self) -> None:
        """Note that the table could not be compared further; the next run goes on there."""
        self._next = self._settled
        if self._tally.status == "running":
            self._end("failed", self._position())

    @property
    def row(self) -> SweepRow:
        """What was found and done, as `ops.sweeps` has it."""
        return self._row(self._tally)

    def _start(self, position: Position | None) -> None:
        """Lay the table out and line its buckets up from the first that is not proven."""
        self._refuse_another_source()
        policy = self._order.policy
        self._comparison = TableComparison(
            self._store, self._table, self._source, self._order.clock
        )
        self._comparison.lay_out(policy.sweep_bucket_rows, policy.sweep_method)
        buckets = self._comparison.buckets
        first = _first_unproven(buckets, position)
        self._queue = (*buckets[first:], *buckets[:first])
        self._turn = len(buckets) - first
        self._since = position.since if position and first else self._began

    def _refuse_another_source(self) -> None:
        asked = self._store.sample(self._table, guard.SAMPLE_ROWS)
        names = sorted(name for name in asked if name is not None and self._source.can_name(name))
        if len(names) <= self._order.policy.removal_guard_rows:
            return
        found = {
            str(key) for batch in self._source.found(names) for key in batch.column(0).to_pylist()
        }
        here = set(names)
        if guard.is_another_source(here, here & found, self._order.policy):
            self._end("refused", None)
            raise RemovalGuardError(guard.another_source(self._table.name))

    def _is_due(self) -> bool:
        """Whether it is time for a transaction."""
        if self._time.is_spent:
            return True
        most = max(_DIFFERENT_BUCKETS, len(self._queue) // 3)
        buckets = self._next - self._settled
        return buckets >= (most if self._comparison.unsettled else _AGREEING_BUCKETS)

    def _settle(self) -> None:
        """Heal what differs in the buckets since the last time, and note how far it is."""
        before, rows = self._tally, self._tally.source_rows + self._unsettled_rows
        self._tally = replace(before, source_rows=rows)
        try:
            self._heal()
        except BaseException:
            self._tally = before
            raise
        self._settled = self._next
        self._unsettled_rows = 0

    def _heal(self) -> None:
        if self._comparison.unsettled:
            found = self._comparison.settle(MOST_WANTED)
            self._healer.heal(
                self._source,
                found,
                self._comparison.unsettled,
                position=self._position(),
                note=self._added,
            )
            self._keep_added()
            self._comparison.forget()
        else:
            self._store.note(self.row, self._position(), self._order.clock())

    def _close(self) -> None:
        """Bury the gone, where the removal guard lets them go; the table is proven then."""
        run_id = self._order.run_id
        kept = self._store.condemned(self._table, run_id)
        if kept.earlier:
            with pulled(self._source.key_schema, self._source.found(kept.earlier)) as found:
                self._store.pardon(self._table, run_id, found)
            kept = self._store.condemned(self._table, run_id)
        if kept.gone and not guard.is_believed(kept, self._order.policy):
            self._store.spare(self._table.name)
            message = guard.withheld(self._table.name, kept, self._order.policy)
            self.refusal = RemovalGuardError(message)
            self._end("refused", self._position())
        else:
            if kept.gone:
                self._healer.bury(self._position(), self._added)
                self._keep_added()
            self._prove()

    def _prove(self) -> None:
        live = self._store.live_rows(self._table)
        self._tally = replace(self._tally, warehouse_rows=live, since=self._since)
        is_whole = self._snapshots == 1 and self._turn == len(self._queue)
        is_unequal = is_whole and live != self._tally.source_rows
        is_proven = not is_unequal and not self._source.repeats_a_key()
        self._end("proven" if is_proven else "unequal", self._position())
        self._since = self._began  # what earlier runs had proven is proven anew

    def _end(self, status: SweepStatus, position: Position | None) -> None:
        self._tally = replace(self._tally, status=status)
        self._store.note(self.row, position, self._order.clock())

    def _added(self, healed: Healed) -> SweepRow:
        self._healed = self._tally.plus(healed)
        return self._row(self._healed)

    def _keep_added(self) -> None:
        """Count what was healed, now that it is committed."""
        self._tally = self._healed

    def _row(self, tally: Tally) -> SweepRow:
        ended = None if tally.status == "running" else self._order.clock()
        return replace(
            tally.row(ended),
            method=self._comparison.method if self._queue else None,
            buckets=self._next,
            buckets_different=self._comparison.different if self._queue else 0,
            source_seconds=round(self._time.seconds - self._seconds_before, 3),
        )

    def _position(self) -> Position | None:
        """Where the next run goes on; None at the start of a table, or its end."""
        if self._next == len(self._queue):
            return None
        lower = self._queue[self._next].lower
        since = self._since
        return None if lower is None or since is None else Position(str(lower), since)


def _first_unproven(buckets: Sequence[Bucket], position: Position | None) -> int:
    """The bucket that a position lies in; the first where there is none."""
    if position is None or position.position is None:
        return 0
    at = position.position
    for bucket in buckets:
        if bucket.upper is None or _is_before(at, bucket.upper):
            return bucket.number
    return 0


def _is_before(position: str, bound: str | int) -> bool:
    return int(position) < bound if isinstance(bound, int) else position < bound
