"""Heals what a comparison found: the same way of decoding, masking and landing as in a pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from suitehouse.capturing.selection import landing_table
from suitehouse.capturing.stream import RowStream, doubted
from suitehouse.contracts.shape import TableShape
from suitehouse.source.reader import Query
from suitehouse.source.snapshot import SourceSnapshot
from suitehouse.source.windows import ReadPlan
from suitehouse.sweeping.bucket_source import BucketSource, pulled
from suitehouse.sweeping.order import SweepOrder
from suitehouse.warehouses._sweep_store import (
    Bucket,
    Comparison,
    Heal,
    Healed,
    Position,
    SweepRow,
    SweepStore,
)
from suitehouse.warehouses.protocol import LandingLoad, TableLoad, TableState

# Beyond so many rows, the buckets that they are in are read whole instead of row by row.
MOST_WANTED = 20_000
# What is noted in `ops.sweeps` once this was healed.
Note = Callable[[Healed], SweepRow]


class TableHealer:
    """Heals one table from one source snapshot; `plan` is what the next pass would read of it."""

    def __init__(
        self,
        store: SweepStore,
        order: SweepOrder,
        shape: TableShape,
        state: TableState,
        *,
        snapshot: SourceSnapshot,
        plan: ReadPlan,
    ) -> None:
        self._store = store
        self._order = order
        self._shape = shape
        self._state = state
        self._plan = plan
        self._snapshot_at = snapshot.clock_utc
        live = snapshot.catalogue[shape.contract.table]
        self._key_is_unique = live.is_unique(shape.contract.key)

    def heal(
        self,
        source: BucketSource,
        found: Comparison,
        buckets: Sequence[Bucket],
        *,
        position: Position | None,
        note: Note,
    ) -> None:
        """Land missing and different rows, and keep the keys of those that are gone.

        Raises:
            SourceError: The rows could not be read.
            WarehouseError: They could not be written.
        """
        heal = self._unit(position)
        if not found.missing + found.different:
            self._store.heal(heal, None, lambda healed: (note(healed), self._load(None, healed)))
            return
        self._note_due(source, found)
        stream = self._stream(source, source.whole(_conditions(source, found, buckets)))
        with stream.handed_over() as rows:
            self._store.heal(
                heal,
                rows,
                lambda healed: (note(healed), self._load(stream, healed)),
                doubts=stream.doubts,
            )

    def bury(self, position: Position | None, note: Note) -> None:
        """Turn the rows that are kept as gone into tombstones."""
        self._store.bury(
            self._unit(position), lambda healed: (note(healed), self._load(None, healed))
        )

    def _stream(self, source: BucketSource, queries: Sequence[Query]) -> RowStream:
        def rows(shape: TableShape, queries: Sequence[Query]) -> RowStream:
            return self._rows(source, queries, shape)

        return doubted(rows(self._shape, queries), self._shape, queries, rows)

    def _rows(self, source: BucketSource, queries: Sequence[Query], shape: TableShape) -> RowStream:
        return RowStream(
            source.read(queries),
            shape,
            stamp=None,
            digester=self._order.digester(shape),
            masker=self._order.masker,
        )

    def _unit(self, position: Position | None) -> Heal:
        policy = self._order.policy
        load = LandingLoad(
            table=landing_table(self._shape),
            mode="window",
            run_id=self._order.run_id,
            loaded_at=self._order.clock(),
            key_is_unique=self._key_is_unique,
            is_reshaped=False,
            removal_guard_pct=policy.removal_guard_pct,
            removal_guard_rows=policy.removal_guard_rows,
            snapshot_at=self._snapshot_at,
        )
        return Heal(
            load, self._state.watermark, policy.sweep_late_seconds, self._is_read_whole, position
        )

    @property
    def _is_read_whole(self) -> bool:
        return self._plan.mode != "window"

    def _note_due(self, source: BucketSource, found: Comparison) -> None:
        """Ask the next pass's own query which of the wanted rows it would find."""
        if self._is_read_whole:
            return
        with pulled(source.key_schema, source.among(self._plan.query, found.wanted)) as due:
            self._store.note_due(landing_table(self._shape), due)

    def _load(self, stream: RowStream | None, healed: Healed) -> TableLoad:
        """The heal's row of `ops.table_loads`, by which models know that the table changed."""
        counts = healed.counts
        return TableLoad(
            self._shape.contract.table,
            self._shape.contract.lane,
            "window",
            rows_read=stream.rows_read if stream else 0,
            rows_changed=counts.rows_changed,
            rows_removed=counts.rows_removed,
            landing_rows=counts.landing_rows,
            watermark=self._state.watermark,
            zero_dates=stream.zero_dates if stream else 0,
            unreadable_values=stream.doubts.lost_values(counts.present_values) if stream else 0,
            card_refusals=stream.card_refusals if stream else 0,
            rows_repeated=counts.rows_repeated,
        )


def _conditions(
    source: BucketSource, found: Comparison, buckets: Sequence[Bucket]
) -> tuple[str, ...]:
    if found.wanted is not None:
        return source.conditions(found.wanted)
    return tuple(source.within(bucket) for bucket in buckets)
