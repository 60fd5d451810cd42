"""Snowflake, by Parquet files in a temporary stage and COPY.

Rows are written as Parquet into a private temporary folder, a file at a time, put into a stage that
is the session's own and copied into a temporary table. From there they go, in one transaction with
the receipts, into their relation. Statements that make or alter tables commit by themselves, so
they come first, and nothing of them is sent while a transaction is open.

The catalogue is asked by SHOW, which wakes no warehouse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, ClassVar

import pyarrow as pa

from suitehouse.errors import WarehouseError
from suitehouse.targets._counted import Counted
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._load_files import load_files
from suitehouse.targets._receipts import RECEIPTS
from suitehouse.targets._snowflake_access import Access, access_of
from suitehouse.targets._snowflake_dialect import SnowflakeDialect
from suitehouse.targets._snowflake_faults import snowflake_faults
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets.protocol import Relation

if TYPE_CHECKING:
    from snowflake.connector import SnowflakeConnection

Login = Callable[..., "SnowflakeConnection"]
# Of what SHOW and COPY answer.
_NAME, _ROWS_LOADED = 1, 3


class SnowflakeTarget(SqlTarget["SnowflakeConnection"]):
    """A `Target` in one database of an account."""

    dialect: SnowflakeDialect = SnowflakeDialect()
    makes_in_transaction: ClassVar[bool] = False
    fills_in_transaction: ClassVar[bool] = False
    costs_to_ask = True

    def __init__(self, access: Access, login: Login | None = None) -> None:
        super().__init__()
        self.label = access.label
        self._access = access
        self._login = login

    def connect(self) -> SnowflakeConnection:
        """Log in."""
        with needs_extra("snowflake", "snowflake"):
            import snowflake.connector as driver  # noqa: PLC0415 - an extra
        connection = (self._login or driver.connect)(**self._access.login())
        connection.telemetry_enabled = False
        return connection

    def fill(self, name: str, rows: pa.RecordBatchReader) -> tuple[int, int]:
        """Put rows into the session's stage as Parquet files, and have them copied."""
        counted = Counted(rows)
        stored = pa.schema([each.with_name(self.dialect.stored(each.name)) for each in rows.schema])
        with load_files(counted.reader(), stored) as files:
            for path in files:
                self.run(self.dialect.put(path.as_posix()))
        if counted.rows:
            self._copy(name, counted.rows)
        return counted.rows, counted.bytes

    def _copy(self, name: str, due: int) -> None:
        loaded = self.rows(self.dialect.copy(name))
        copied = sum(int(row[_ROWS_LOADED]) for row in loaded if len(row) > _ROWS_LOADED)
        if copied != due:
            raise WarehouseError(
                f"{self.label} copied {copied} rows of {due} that were sent; nothing was changed. "
                "Run again."
            )

    def faults(self, work: str) -> AbstractContextManager[None]:
        """Name what Snowflake refused, without its text, which can quote values."""
        return snowflake_faults(self._access, work)

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self.faults("reading"), self.cursor(sql) as cursor:
            return cursor.fetch_arrow_all(force_return_table=True, force_microsecond_precision=True)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows."""
        with self.cursor(sql) as cursor:
            for table in cursor.fetch_arrow_batches(force_microsecond_precision=True):
                yield from table.to_batches()

    def has_schema(self, schema: str) -> bool:
        """Whether a schema is there."""
        found = self.rows(self.dialect.show_schemas(self._access.quoted_database))
        return self.dialect.schema_name(schema) in {row[_NAME] for row in found}

    def tables(self, relations: Sequence[Relation]) -> set[tuple[str, str]]:
        """Return the tables and views in the schemas of relations."""
        database, found = self._access.quoted_database, set()
        for schema in sorted({relation.schema for relation in relations}):
            if schema in self._known or self.has_schema(schema):
                self._known.add(schema)
                name = self.dialect.schema_name(schema)
                shown = self.rows(self.dialect.show_tables(database, name))
                found |= {(name, str(row[_NAME])) for row in shown}
        return found

    def has(self, relation: Relation) -> bool:
        """Whether a relation is there; receipts that were seen once are not looked for again."""
        if relation.qualified not in self._known:
            if not super().has(relation):
                return False
            if relation == RECEIPTS:
                self._known.add(relation.qualified)
        return True


def open_target(url: str) -> SnowflakeTarget:
    """Return the target of a `snowflake://` URL.

    Raises:
        ConfigurationError: The URL says too little or too much; the driver is not installed.
    """
    return SnowflakeTarget(access_of(url))
