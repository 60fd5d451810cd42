"""Snowflake, by Parquet files in a temporary stage and COPY.

Rows are written as Parquet into a private temporary folder, a file at a time, put into a stage that
is the session's own and copied into a temporary table. From there they go, in one transaction with
the receipts, into their relation. Statements that make or alter tables commit by themselves, so
they come first, and nothing of them is sent while a transaction is open.

The catalogue is asked by SHOW, which wakes no warehouse.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from suitehouse.errors import WarehouseError
from suitehouse.operations.private_files import private_files
from suitehouse.targets._counted import Counted
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._load_file import disk_faults
from suitehouse.targets._parquet_files import parquet_files
from suitehouse.targets._receipts import RECEIPTS
from suitehouse.targets._snowflake_access import Access, access_of
from suitehouse.targets._snowflake_dialect import LONGEST_TEXT_BYTES, SnowflakeDialect
from suitehouse.targets._snowflake_faults import snowflake_faults
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets._text_limits import refuse_long_texts
from suitehouse.targets.protocol import Cost, Relation, Rows, Shipment

if TYPE_CHECKING:
    from snowflake.connector import SnowflakeConnection
    from snowflake.connector.cursor import SnowflakeCursor

Connect = Callable[..., "SnowflakeConnection"]
# Of what SHOW and COPY answer.
_NAME, _ROWS_LOADED = 1, 3


class SnowflakeTarget(SqlTarget):
    """A `Target` in one database of an account."""

    dialect: ClassVar[SnowflakeDialect] = SnowflakeDialect()
    makes_in_transaction: ClassVar[bool] = False
    fills_in_transaction: ClassVar[bool] = False
    costs_to_ask = True

    def __init__(self, access: Access, connect: Connect | None = None) -> None:
        super().__init__()
        self.label = access.label
        self._access = access
        self._connect = connect
        self._open: SnowflakeConnection | None = None

    @property
    def _connection(self) -> SnowflakeConnection:
        if self._open is None:
            with needs_extra("snowflake", "snowflake"):
                import snowflake.connector as driver  # noqa: PLC0415 - an extra
            self._open = (self._connect or driver.connect)(**self._access.login())
            self._open.telemetry_enabled = False
        return self._open

    def deliver(self, shipments: Sequence[Shipment]) -> tuple[Cost, ...]:
        """Take shipments; see `Target.deliver`."""
        return super().deliver([replace(each, rows=_fitting_rows(each)) for each in shipments])

    @contextmanager
    def _asked(self, sql: str) -> Iterator[SnowflakeCursor]:
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            yield cursor

    def execute(self, sql: str) -> int:
        """Run a statement."""
        with self._asked(sql) as cursor:
            return -1 if cursor.rowcount is None else int(cursor.rowcount)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return a small query's rows."""
        with self._asked(sql) as cursor:
            return [tuple(row) for row in cursor.fetchall()]

    def fill(self, name: str, rows: pa.RecordBatchReader, *, is_stage: bool) -> tuple[int, int]:  # noqa: ARG002 - of the protocol
        """Put rows into the session's stage as Parquet files, and have them copied."""
        counted = Counted(rows)
        schema = pa.schema([self._copied(field) for field in rows.schema])
        batches = (_as(batch, schema) for batch in counted.reader())
        with (
            private_files(),
            tempfile.TemporaryDirectory(prefix="suitehouse-") as folder,
            disk_faults(),
        ):
            for path in parquet_files(batches, schema, Path(folder), compression="zstd"):
                self.run(self.dialect.put(path.as_posix()))
                path.unlink()
        if counted.rows:
            self._copy(name, counted.rows)
        return counted.rows, counted.bytes

    def _copied(self, field: pa.Field) -> pa.Field:
        """A column as it goes into a file: named as it is stored, without unsigned numbers."""
        kind = pa.decimal128(20) if field.type == pa.uint64() else field.type
        return pa.field(self.dialect.stored(field.name), kind)

    def _copy(self, name: str, due: int) -> None:
        loaded = self.rows(self.dialect.copy(name))
        copied = sum(int(row[_ROWS_LOADED]) for row in loaded if len(row) > _ROWS_LOADED)
        if copied != due:
            raise WarehouseError(
                f"{self.label} copied {copied} rows of {due} that were sent; nothing was changed. "
                "Run again."
            )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction.

        Where it cannot be rolled back, the session is left: the next statement that makes or drops
        a table would commit it.
        """
        self.execute("begin transaction")
        try:
            yield
            self.execute("commit")
        except BaseException:
            try:
                self.execute("rollback")
            except Exception:  # noqa: BLE001 - the first fault is the one to tell
                self.close()
            raise

    def faults(self, work: str) -> AbstractContextManager[None]:
        """Name what Snowflake refused, without its text, which can quote values."""
        return snowflake_faults(self._access, work)

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self.faults("reading"), self._asked(sql) as cursor:
            return cursor.fetch_arrow_all(force_return_table=True, force_microsecond_precision=True)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows."""
        with self._asked(sql) as cursor:
            for table in cursor.fetch_arrow_batches(force_microsecond_precision=True):
                yield from table.to_batches()

    def _has_schema(self, schema: str) -> bool:
        found = self.rows(self.dialect.show_schemas(self._access.quoted_database))
        return self.dialect.schema_name(schema) in {row[_NAME] for row in found}

    def _tables(self, relations: Sequence[Relation]) -> set[tuple[str, str]]:
        """Return the tables and views in the schemas of relations."""
        database, found = self._access.quoted_database, set()
        for schema in sorted({relation.schema for relation in relations}):
            if schema in self._known or self._has_schema(schema):
                self._known.add(schema)
                name = self.dialect.schema_name(schema)
                shown = self.rows(self.dialect.show_tables(database, name))
                found |= {(name, str(row[_NAME])) for row in shown}
        return found

    def _has(self, relation: Relation) -> bool:
        """Whether a relation is there; receipts that were seen once are not looked for again."""
        if relation.qualified not in self._known:
            if not super()._has(relation):
                return False
            if relation == RECEIPTS:
                self._known.add(relation.qualified)
        return True

    def _clear_stages(self, work: Any) -> None:
        """Remove stages; those of a session that was left are gone with it."""
        if self._open is not None:
            super()._clear_stages(work)

    def close(self) -> None:
        """Let go of the session, which rolls back what it has not committed."""
        if self._open is not None:
            with suppress(Exception):
                self._open.close()
            self._open = None


def open_target(url: str) -> SnowflakeTarget:
    """Return the target of a `snowflake://` URL.

    Raises:
        ConfigurationError: The URL says too little or too much; the driver is not installed.
    """
    return SnowflakeTarget(access_of(url))


def _fitting_rows(shipment: Shipment) -> Rows:
    """Return a shipment's rows, which stop where a text is too long."""

    def checked(batch: pa.RecordBatch) -> pa.RecordBatch:
        for field, column in zip(batch.schema, batch.columns, strict=True):
            if pa.types.is_string(field.type):
                where = f"column {field.name} of {shipment.relation.qualified}"
                refuse_long_texts(column, where, "snowflake", LONGEST_TEXT_BYTES)
        return batch

    def rows() -> pa.RecordBatchReader:
        whole = shipment.rows()
        return pa.RecordBatchReader.from_batches(whole.schema, map(checked, whole))

    return rows


def _as(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [
        column if column.type == field.type else pc.cast(column, field.type)
        for column, field in zip(batch.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
