"""Compares and heals landing tables in DuckDB; see `SweepStore`.

What is compared stays in temporary tables, which DuckDB spills to disk, so that memory does not
grow with the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

import duckdb
import polars as pl
import pyarrow as pa

from suitehouse.misfits import Doubts
from suitehouse.warehouses import _duckdb_layout as layout
from suitehouse.warehouses import _duckdb_ledger as ledger
from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses import _duckdb_sweep_ledger as notes
from suitehouse.warehouses import _duckdb_sweep_sql as sweep_sql
from suitehouse.warehouses._duckdb_history import keep_history
from suitehouse.warehouses._duckdb_incoming import incoming
from suitehouse.warehouses._duckdb_loading import load_rows
from suitehouse.warehouses._sweep_store import (
    Bound,
    Bucket,
    Comparison,
    Condemned,
    Difference,
    Heal,
    Healed,
    Position,
    SealHeal,
    SweepRow,
)
from suitehouse.warehouses.protocol import (
    LandingTable,
    LoadCounts,
    TableLoad,
)

Faults = Callable[[str], AbstractContextManager[None]]
Transaction = Callable[[], AbstractContextManager[None]]
_Connection = duckdb.DuckDBPyConnection
_BOUNDS_ROWS: Final = "_sweep_bounds_rows"


class DuckDbSweepStore:
    """A `SweepStore` over a warehouse's connection."""

    def __init__(self, connection: _Connection, faults: Faults, transaction: Transaction) -> None:
        self._connection = connection
        self._faults = faults
        self._transaction = transaction

    def live_rows(self, table: LandingTable) -> int:
        """Return how many rows of landing are no tombstones."""
        with self._comparing(table):
            return ledger.first_value(self._connection, sql.count_live(table))

    def sample(self, table: LandingTable, rows: int) -> tuple[str | None, ...]:
        """Return the keys of some live rows that are not soft-deleted."""
        with self._comparing(table):
            return self._column(sweep_sql.sample(table, rows))

    def bounds(self, table: LandingTable, bucket_rows: int) -> tuple[Bound, ...]:
        """Return keys that cut the live rows into buckets; see `BucketStore.bounds`."""
        with self._comparing(table):
            return layout.bounds_of(self._connection, table, bucket_rows)

    def lay_out(self, table: LandingTable, bounds: Sequence[Bound]) -> tuple[Bucket, ...]:
        """Count the live rows into the buckets between these bounds."""
        with self._comparing(table):
            size = layout.part_size(self._connection, table, bounds)
            self._connection.execute(sweep_sql.make_bounds(table))
            if bounds:
                numbered = pl.DataFrame({"number": range(1, len(bounds) + 1), "lower": bounds})
                self._execute(
                    f"insert into {sweep_sql.BOUNDS} from {_BOUNDS_ROWS}",
                    numbered.to_arrow(),
                    name=_BOUNDS_ROWS,
                )
            self._connection.execute(sweep_sql.lay_out(table, size))
            rows = dict(self._connection.execute(sweep_sql.bucket_rows()).fetchall())
        limits = [None, *bounds, None]
        pairs = enumerate(pairwise(limits))
        return tuple(
            Bucket(number, lower, upper, size, int(rows.get(number, 0)))
            for number, (lower, upper) in pairs
        )

    def compare_parts(self, table: LandingTable, bucket: Bucket, parts: pa.Table) -> Difference:
        """Compare the source's counts and digests of a bucket."""
        with self._comparing(table):
            self._execute(sweep_sql.find_parts(table), parts)
            return self._difference(bucket)

    def compare_rows(
        self, table: LandingTable, bucket: Bucket, rows: pa.RecordBatchReader
    ) -> Difference:
        """Compare the source's rows of a bucket, and list those of parts that differ."""
        with self._comparing(table):
            self._execute(sweep_sql.stage_rows(table, bucket.part_size), rows)
            self._connection.execute(sweep_sql.count_parts())
            found = self._difference(bucket)
            if found.is_different:
                self._connection.execute(sweep_sql.list_staged())
            return found

    def list_rows(self, table: LandingTable, rows: pa.RecordBatchReader) -> int:
        """List the source's keys and digests of parts that differ."""
        with self._comparing(table):
            self._execute(sweep_sql.list_incoming(table), rows)
            return self._count(sweep_sql.LISTED)

    def compare_listed(self, table: LandingTable, part_size: int, most_wanted: int) -> Comparison:
        """Compare the listed rows with landing, key by key."""
        with self._comparing(table):
            self._connection.execute(sweep_sql.find_wanted(table))
            self._connection.execute(sweep_sql.find_gone(table, part_size))
            missing, different = ledger.first_row(self._connection, sweep_sql.COUNT_WANTED)
            wanted = None
            if missing + different <= most_wanted:
                wanted = self._column(sweep_sql.WANTED_KEYS)
            return Comparison(missing, different, self._count(sweep_sql.GONE), wanted)

    def gone(self) -> Iterator[tuple[str | None, ...]]:
        """Yield landing's keys of the extra rows, some at a time."""
        last = -1
        while True:
            with self._faults("comparing"):
                query = sweep_sql.gone_after(last)
                page = self._connection.execute(query).fetchall()
            if not page:
                return
            last = page[-1][0]
            yield tuple(key for _, key in page)

    def keep_gone(self, table: LandingTable, found: pa.RecordBatchReader) -> int:
        """Take the keys that the source has after all off the gone; return how many stay."""
        with self._comparing(table):
            self._execute(sweep_sql.keep_gone(table), found)
            return self._count(sweep_sql.GONE)

    def forget_listed(self) -> None:
        """Empty the lists."""
        with self._faults("comparing"):
            for statement in sweep_sql.LISTS:
                self._connection.execute(statement)

    def note_due(self, table: LandingTable, found: pa.RecordBatchReader) -> None:
        """Mark the wanted keys that the next pass would find."""
        with self._comparing(table):
            self._execute(sweep_sql.note_due(table), found)

    def positions(self) -> Mapping[str, Position]:
        """Return how far each table's unfinished sweep is."""
        with self._faults("reading sweep positions"):
            rows = self._connection.execute(notes.POSITIONS).fetchall()
        return {table: Position(position, _aware(since)) for table, position, since in rows}

    def proven(self) -> Mapping[str, datetime]:
        """Return since when each table is proven, by source snapshot."""
        with self._faults("reading sweeps"):
            if not self._count(notes.IS_THERE):  # a warehouse from before there were sweeps
                return {}
            rows = self._connection.execute(notes.PROVEN).fetchall()
        return {table: _aware(at) for table, at in rows if at is not None}

    def heal(
        self,
        heal: Heal,
        rows: pa.RecordBatchReader | None,
        seal: SealHeal,
        *,
        doubts: Doubts | None = None,
    ) -> tuple[SweepRow, TableLoad]:
        """Land the wanted rows with their reasons; keep the gone for `bury`."""
        table = heal.load.table
        with self._writing(table):
            live = ledger.first_value(self._connection, sql.count_live(table))
            counts = LoadCounts(0, 0, live, {})
            if rows is not None:
                self._connection.execute(sweep_sql.forget_doubled(table))
                counts = load_rows(self._connection, heal.load, rows, doubts)
            self._connection.execute(notes.find_reasons(heal))
            self._connection.execute(notes.condemn(table, heal.load.run_id))
            return self._sealed(heal, counts, seal)

    def condemned(self, table: LandingTable, run_id: str) -> Condemned:
        """Return what is kept for `bury`, and the keys that other runs than this one kept."""
        with self._comparing(table):
            if not self._count(f"ops.sweep_gone where table_name = {sweep_sql.text(table.name)}"):
                return Condemned(0, 0, 0, 0)
            self._connection.execute(notes.find_condemned(table))
            gone, gone_live = ledger.first_row(self._connection, sql.count_gone())
            rows, live = ledger.first_row(self._connection, sql.count_live(table))
            earlier = self._column(
                f"select source_key from {sql.GONE} where run_id <> {sweep_sql.text(run_id)}"  # noqa: S608 - names of ours
            )
        return Condemned(gone, gone_live, rows, live, earlier)

    def pardon(self, table: LandingTable, run_id: str, found: pa.RecordBatchReader) -> None:
        """Forget the keys kept by other runs that the source has."""
        with self._writing(table):
            self._execute(notes.pardon(table, run_id), found)

    def bury(self, heal: Heal, seal: SealHeal) -> tuple[SweepRow, TableLoad]:
        """Turn the rows that were kept as gone into tombstones."""
        table = heal.load.table
        with self._writing(table):
            self._connection.execute(notes.find_condemned(table))
            gone, _ = ledger.first_row(self._connection, sql.count_gone())
            self._connection.execute(notes.find_buried(heal))
            self._connection.execute(sql.mark_gone(heal.load))
            keep_history(self._connection, heal.load)
            self._connection.execute(notes.spare(table.name))
            live = ledger.first_value(self._connection, sql.count_live(table))
            return self._sealed(heal, LoadCounts(0, int(gone), live, {}), seal)

    def spare(self, table: str) -> None:
        """Forget the rows that were kept as gone."""
        with self._faults("recording a sweep"), self._transaction():
            self._connection.execute(notes.spare(table))

    def note(self, row: SweepRow, position: Position | None, at: datetime) -> None:
        """Note a table's row over the one of the same run, and how far it is, if not done."""
        with self._faults("recording a sweep"), self._transaction():
            notes.record_sweep(self._connection, row)
            notes.move_position(self._connection, row.table, position, (row.run_id, at))

    def _sealed(self, heal: Heal, counts: LoadCounts, seal: SealHeal) -> tuple[SweepRow, TableLoad]:
        """Note what was healed, in the transaction that healed it."""
        table, at = heal.load.table, heal.load.loaded_at
        self._connection.execute(notes.keep_misses(heal))
        found = self._connection.execute(sweep_sql.COUNT_REASONS).fetchall()
        reasons = {reason: int(count) for reason, count in found}
        row, load = seal(Healed(reasons.pop("due", 0), reasons, counts))
        notes.record_sweep(self._connection, row)
        notes.move_position(self._connection, table.name, heal.position, (heal.load.run_id, at))
        if counts.rows_changed or counts.rows_removed:
            notes.note_load(self._connection, load, (heal.load.run_id, at))
        return row, load

    def _difference(self, bucket: Bucket) -> Difference:
        rows = ledger.first_value(self._connection, sweep_sql.COUNT_FOUND)
        different = self._connection.execute(sweep_sql.different_parts(bucket)).fetchall()
        if different:
            self._connection.execute(sweep_sql.keep_different(bucket))
        parts = tuple(spelling for _, spellings in different for spelling in spellings or ())
        return Difference(rows, parts, is_different=bool(different))

    def _execute(
        self, statement: str, rows: pa.Table | pa.RecordBatchReader, *, name: str = sql.INCOMING
    ) -> None:
        with incoming(self._connection, name, rows):
            self._connection.execute(statement)

    def _count(self, table: str) -> int:
        return ledger.first_value(self._connection, f"select count(*) from {table}")  # noqa: S608 - a name of ours

    def _column(self, query: str) -> tuple[Any, ...]:
        return tuple(value for (value,) in self._connection.execute(query).fetchall())

    def _comparing(self, table: LandingTable) -> AbstractContextManager[None]:
        return self._faults(f"comparing landing.{table.name}")

    @contextmanager
    def _writing(self, table: LandingTable) -> Iterator[None]:
        with self._faults(f"healing landing.{table.name}"), self._transaction():
            yield


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)
