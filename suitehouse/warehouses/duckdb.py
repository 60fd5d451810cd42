"""DuckDB as the warehouse: one private writer file, loaded from Arrow streams, published as a copy.

The settings are made after opening, since another handle of the same process (dbt's) may only share
a file that was opened in the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb
import polars as pl
import pyarrow as pa

from suitehouse.contracts.drift import SchemaChange, SeenColumn
from suitehouse.errors import DiskFullError, KeyMaterialError, WarehouseError
from suitehouse.misfits import Doubts
from suitehouse.operations.private_files import private_files
from suitehouse.privacy.erasure_rules import Suppression
from suitehouse.warehouses import _duckdb_drift as drift
from suitehouse.warehouses import _duckdb_keyless as keyless
from suitehouse.warehouses import _duckdb_ledger as ledger
from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses._deliveries import Delivery
from suitehouse.warehouses._duckdb_compacting import rewrite_file
from suitehouse.warehouses._duckdb_deliveries import (
    DELIVERIES_TABLE,
    last_deliveries,
    note_deliveries,
)
from suitehouse.warehouses._duckdb_digests import landed_all, landed_exactly
from suitehouse.warehouses._duckdb_erasure import DuckDbErasureStore, FileForm, suppressions
from suitehouse.warehouses._duckdb_erasure_sql import ERASURE_TABLES
from suitehouse.warehouses._duckdb_evolution import evolution
from suitehouse.warehouses._duckdb_faults import is_disk_full, log_too_large, warehouse_faults
from suitehouse.warehouses._duckdb_files import connect_file, make_file
from suitehouse.warehouses._duckdb_history import follow_histories
from suitehouse.warehouses._duckdb_incoming import THREADS, incoming
from suitehouse.warehouses._duckdb_loading import load_rows
from suitehouse.warehouses._duckdb_pass_memory import MEMORY_TABLES, DuckDbPassMemory
from suitehouse.warehouses._duckdb_positions import (
    POSITIONS_TABLE,
    forget_position,
    note_position,
    positions,
)
from suitehouse.warehouses._duckdb_publishing import publish_copy
from suitehouse.warehouses._duckdb_room import LONG_ROWS_TABLE, set_usual_limit, unlimit
from suitehouse.warehouses._duckdb_rotation import (
    DuckDbSuccession,
    Handover,
    attached,
    columns_with_tokens,
)
from suitehouse.warehouses._duckdb_sweep_ledger import SWEEP_TABLES
from suitehouse.warehouses._duckdb_sweeping import DuckDbSweepStore
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses._load_position import LoadPosition
from suitehouse.warehouses.protocol import (
    Access,
    DigestDifference,
    DriftNote,
    KeyRotation,
    KnownKey,
    LandingLoad,
    LandingTable,
    NotePart,
    RunRecord,
    Seal,
    SealedLoad,
    TableState,
)

_STREAMED_ROWS: Final = 20_000
_OPS_TABLES: Final = (
    *ledger.OPS_TABLES,
    LONG_ROWS_TABLE,
    POSITIONS_TABLE,
    *SWEEP_TABLES,
    *MEMORY_TABLES,
    *ERASURE_TABLES,
    DELIVERIES_TABLE,
)


class DuckDbWarehouse:
    """A `Warehouse` in one DuckDB file."""

    def __init__(self, path: Path, *, access: Access = "make", key: FileKey | None = None) -> None:
        self.path = path
        self._key = key
        self._access = access
        self._connection = self._open()

    def __enter__(self) -> DuckDbWarehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file, with its log written into it.

        Raises:
            DiskFullError: There is no room for that; the rows stay safe in the log.
        """
        try:
            if self._access != "read":
                self._write_log_into_file()
        finally:
            with suppress(duckdb.Error):
                self._connection.close()

    def _write_log_into_file(self) -> None:
        """DuckDB does it at closing too, but says nothing where it fails."""
        try:
            with private_files():
                self._connection.execute("checkpoint")
        except duckdb.Error as error:
            if is_disk_full(error):
                raise DiskFullError(log_too_large(self.path)) from error

    def claim(self, key_id: str, check_value: str, at: datetime) -> None:
        """Make sure that this masking key is the warehouse's; see `LandingTarget.claim`."""
        self.check_key(key_id, check_value)
        with self._faults("noting the masking key"):
            if ledger.known_key(self._connection) is None:
                ledger.claim_key(self._connection, key_id, check_value, at)

    def check_key(self, key_id: str, check_value: str) -> None:
        """Make sure that this masking key is the warehouse's; see `Keyed.check_key`."""
        known = self.known_key()
        if known is None or known.check_value == check_value:
            return
        for rotation in self.key_rotations():
            if rotation.check_value == check_value:
                raise KeyMaterialError(
                    f"The warehouse {self.path} was rotated to masking key {known.key_id} on "
                    f"{rotation.rotated_at:%Y-%m-%d}, and SUITEHOUSE_MASKING_KEY is still key "
                    f"{key_id}, which it had before; set SUITEHOUSE_MASKING_KEY to the new one."
                )
        raise KeyMaterialError(
            f"The warehouse {self.path} was made with masking key {known.key_id}, and "
            "SUITEHOUSE_MASKING_KEY "
            f"is key {key_id}; set the former, or move the warehouse away and load it anew."
        )

    def known_key(self) -> KnownKey | None:
        """Return the warehouse's key; see `Keyed.known_key`."""
        with self._faults("reading which masking key it has"):
            return ledger.known_key(self._connection)

    def key_rotations(self) -> tuple[KeyRotation, ...]:
        """Return the keys that it had before; see `Keyed.key_rotations`."""
        with self._faults("reading which masking keys it had"):
            return ledger.key_rotations(self._connection)

    def note_rotation(self, rotation: KeyRotation) -> None:
        """Note that the warehouse's key replaced another."""
        with self._faults("noting the key rotation"), self._transaction():
            ledger.note_rotation(self._connection, rotation)

    @contextmanager
    def succeeding(self, former: Path, handover: Handover) -> Iterator[DuckDbSuccession]:
        """Yield what carries over from the file that this one is to replace."""
        with ExitStack() as around:
            with self._faults("opening the former warehouse"):
                around.enter_context(attached(self._connection, former, self._key))
            yield DuckDbSuccession(self._connection, self._faults, self._transaction, handover)

    def columns_with_tokens(self, key_id: str) -> tuple[str, ...]:
        """Return the columns that hold a token of a key, as `schema.table.column`."""
        with self._faults("looking for tokens"):
            return columns_with_tokens(self._connection, key_id)

    def states(self) -> Mapping[str, TableState]:
        """Return what is known of each table of `landing`."""
        with self._faults("reading watermarks"):
            rows = self._connection.execute(ledger.STATES).fetchall()
            unfinished = positions(self._connection)
        return {
            name: TableState(
                _aware(watermark),
                fingerprint,
                int(count),
                int(live),
                must_compare,
                unfinished.get(name),
            )
            for name, watermark, fingerprint, count, live, must_compare in rows
        }

    def prepare(self, tables: Collection[LandingTable]) -> tuple[str, ...]:
        """Make landing and history tables as described; see `LandingTarget.prepare`."""
        one = f"landing.{next(iter(tables)).name}" if len(tables) == 1 else None
        with self._faults(f"preparing {one or 'landing tables'}"):
            rows = self._connection.execute(ledger.LANDING_COLUMNS).fetchall()
            statements = list(evolution(tables, rows))
            with self._transaction():
                for statement in statements:
                    self._connection.execute(statement)
                return follow_histories(self._connection, tables)

    def holds(self, table: LandingTable, digests: pl.Series, *, exactly: bool) -> bool:
        """Whether landing has all these digests; see `LandingTarget.holds`."""
        with self._faults(f"comparing landing.{table.name}"):
            if exactly:
                return landed_exactly(self._connection, table, digests)
            return landed_all(self._connection, table, digests)

    def load(
        self,
        load: LandingLoad,
        rows: pa.RecordBatchReader,
        seal: Seal,
        *,
        doubts: Doubts | None = None,
    ) -> SealedLoad:
        """Put rows into landing with `seal`'s facts, all or nothing; see `LandingTarget.load`."""
        with self._faults(f"loading landing.{load.table.name}"), self._transaction():
            counts = load_rows(self._connection, load, rows, doubts)
            sealed = seal(counts)
            ledger.note_loads(self._connection, [sealed])
            if load.mode != "window":
                forget_position(self._connection, load.table.name)
        return sealed

    def load_part(
        self,
        load: LandingLoad,
        rows: pa.RecordBatchReader,
        note: NotePart,
        *,
        doubts: Doubts | None = None,
    ) -> LoadPosition | SealedLoad:
        """Add a part of a first load to landing; see `LandingTarget.load_part`."""
        with self._faults(f"loading landing.{load.table.name}"), self._transaction():
            noted = note(load_rows(self._connection, load, rows, doubts))
            if isinstance(noted, LoadPosition):
                note_position(self._connection, noted, is_first=load.part == "first")
            else:
                ledger.note_loads(self._connection, [noted])
                forget_position(self._connection, load.table.name)
        return noted

    @contextmanager
    def more_memory(self) -> Iterator[None]:
        """Let DuckDB take what it would unless told; see `LandingTarget.more_memory`."""
        unlimit(self._connection)
        try:
            yield
            self._write_log_into_file()  # which takes as much
        finally:
            with self._faults("giving memory back"):
                set_usual_limit(self._connection)

    def record(self, run: RunRecord) -> None:
        """Write a pass's row of `ops.runs` over the one of the same id."""
        with self._faults("recording the run"), self._transaction():
            ledger.record_run(self._connection, run)

    def note_loads(self, loads: Sequence[SealedLoad]) -> None:
        """Note loads that wrote no rows."""
        with self._faults("noting loads"), self._transaction():
            ledger.note_loads(self._connection, loads)

    def seen_columns(self) -> Mapping[str, tuple[SeenColumn, ...]]:
        """Return each table's columns as the last pass over it saw them."""
        with self._faults("reading what was seen of the source's schema"):
            return drift.seen_columns(self._connection)

    def note_drift(self, note: DriftNote) -> tuple[SchemaChange, ...]:
        """Note schema drift and return what was not noted before; see `Ledger.note_drift`."""
        with self._faults("noting schema changes"), self._transaction():
            return drift.note_drift(self._connection, note)

    def differences(self, table: LandingTable, source: pa.RecordBatchReader) -> DigestDifference:
        """Compare digests where there are no keys; only temporary tables are made."""
        with self._faults(f"comparing landing.{table.name}"):
            return _compare(self._connection, table, source)

    def sweep_store(self) -> DuckDbSweepStore:
        """Return what compares and heals landing; see `Sweepable.sweep_store`."""
        return DuckDbSweepStore(self._connection, self._faults, self._transaction)

    def pass_memory(self) -> DuckDbPassMemory:
        """Return what passes remember; see `Remembering.pass_memory`."""
        return DuckDbPassMemory(self._connection, self._faults, self._transaction)

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return the rows that no pass brings back; see `Suppressing.suppressions`."""
        with self._faults("reading suppressions"):
            return suppressions(self._connection)

    def erasure_store(self) -> DuckDbErasureStore:
        """Return what finds and erases a person; see `Erasable.erasure_store`."""
        return DuckDbErasureStore(
            self._connection,
            self._faults,
            self._transaction,
            file=FileForm(self.path.stem, self._key, _OPS_TABLES),
        )

    def rewrite(self) -> None:
        """Write the file anew, without what it held before; see `Erasable.rewrite`."""
        self.close()
        try:
            with self._faults("writing it anew"):
                rewrite_file(self.path, self._key, name=self.path.stem)
        finally:
            self._connection = self._open()

    def read(self, query: str, parameters: Sequence[object] = ()) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self._faults("reading"):
            # Even an empty list of parameters would make DuckDB import pandas.
            bound = [list(parameters)] if parameters else []
            return self._connection.execute(query, *bound).to_arrow_table()

    def stream(self, query: str) -> pa.RecordBatchReader:
        """Stream a query's rows on a handle of their own; see `Supplying.stream`."""
        with self._faults("reading"):
            return self._connection.cursor().execute(query).to_arrow_reader(_STREAMED_ROWS)

    def last_deliveries(self) -> Mapping[tuple[str, str], Delivery]:
        """Return what other warehouses were brought; see `Supplying.last_deliveries`."""
        with self._faults("reading deliveries"):
            return last_deliveries(self._connection)

    def note_deliveries(self, deliveries: Sequence[Delivery]) -> None:
        """Note what other warehouses were brought; see `Supplying.note_deliveries`."""
        with self._faults("noting deliveries"), self._transaction():
            note_deliveries(self._connection, deliveries)

    def publish(self, to: Path) -> None:
        """Replace the copy that analysts read at once; see `Publishable.publish`."""
        with self._faults("publishing"):
            self._connection.execute("force checkpoint")
        publish_copy(self.path, to)

    def _open(self) -> duckdb.DuckDBPyConnection:
        is_new = not self.path.exists()
        if is_new and self._access != "make":
            raise WarehouseError(
                f"There is no warehouse at {self.path}; run `suitehouse capture` first."
            )
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WarehouseError(
                f"The folder of the warehouse {self.path} cannot be made; set SUITEHOUSE_HOME to "
                "one that can."
            ) from error
        with self._faults("opening it"):
            if is_new:
                make_file(self.path, self._key)
            connection = connect_file(self.path, self._key, read_only=self._access == "read")
            _configure(connection)
            if self._access != "read":
                _make_schemas(connection)
            set_usual_limit(connection)
        return connection

    @contextmanager
    def _faults(self, work: str) -> Iterator[None]:
        """Every use of the file: DuckDB makes the log beside it anew after each checkpoint."""
        with private_files(), warehouse_faults(self.path, work):
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.begin()
        try:
            yield
            self._connection.commit()
        except BaseException:
            with suppress(duckdb.Error):  # a commit that failed has rolled back already
                self._connection.rollback()
            raise


def _configure(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"set threads = {THREADS}")
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set enable_progress_bar = false")  # what is told on stdout is ours


def _make_schemas(connection: duckdb.DuckDBPyConnection) -> None:
    for schema in sql.SCHEMAS:
        connection.execute(f"create schema if not exists {schema}")
    for statement in _OPS_TABLES:
        connection.execute(statement)


def _compare(
    connection: duckdb.DuckDBPyConnection, table: LandingTable, source: pa.RecordBatchReader
) -> DigestDifference:
    with incoming(connection, sql.INCOMING, source):
        connection.execute(keyless.stage_digests())
    source_rows = ledger.first_value(connection, sql.count_staged())
    here = ledger.first_value(connection, sql.count_live(table))
    missing, extra = connection.execute(keyless.difference(table)).fetchall()[0]
    connection.execute(f"drop table {sql.STAGE}")
    return DigestDifference(source_rows, here, missing, extra)


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)
