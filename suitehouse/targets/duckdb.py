"""Another DuckDB file than the writer's, filled from Arrow; the plainest of the targets.

DuckDB lets one process write a file, and nobody read it meanwhile: the file is held open only as
long as a delivery takes. Analysts who read all the time are better served by the published copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from typing import Any, ClassVar, Final

import duckdb as driver
import pyarrow as pa

from suitehouse.operations.private_files import private_files
from suitehouse.targets._counted import Counted
from suitehouse.targets._dialect import Dialect
from suitehouse.targets._label import label_of
from suitehouse.targets._places import local_path
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets.protocol import Relation
from suitehouse.warehouses._duckdb_faults import warehouse_faults

_ROWS: Final = "_suitehouse_rows"
_BATCH_ROWS: Final = 20_000


class DuckDbDialect(Dialect):
    """What DuckDB says otherwise."""

    name = "duckdb"
    sqlglot_name = "duckdb"
    longest_name = 1_000_000
    types: ClassVar = {name: name for name in Dialect.types}


class DuckDbTarget(SqlTarget):
    """A `Target` in one DuckDB file."""

    dialect: ClassVar[Dialect] = DuckDbDialect()

    def __init__(self, url: str) -> None:
        super().__init__()
        self.label = label_of(url)
        self.path = local_path(url)

    @cached_property
    def _connection(self) -> driver.DuckDBPyConnection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = driver.connect(str(self.path))
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set enable_progress_bar = false")
        return connection

    def _tables(self, relations: Sequence[Relation]) -> set[tuple[str, str]]:
        """Return tables; of a file that is not there none, since looking would make it."""
        return super()._tables(relations) if self.path.exists() else set()

    def execute(self, sql: str) -> int:
        """Run a statement."""
        found = self._connection.execute(sql).fetchall()
        changes = sql.lstrip().startswith(("insert", "delete"))
        return int(found[0][0]) if changes and found else -1

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return a small query's rows."""
        return self._connection.execute(sql).fetchall()

    def fill(self, name: str, rows: pa.RecordBatchReader, *, is_stage: bool) -> tuple[int, int]:  # noqa: ARG002 - of the protocol
        """Insert from Arrow."""
        counted = Counted(rows)
        self._connection.register(_ROWS, counted.reader())
        try:
            self._connection.execute(f"insert into {name} by name select * from {_ROWS}")  # noqa: S608 - a quoted name
        finally:
            self._connection.unregister(_ROWS)
        return counted.rows, counted.bytes

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction."""
        self._connection.begin()
        try:
            yield
            self._connection.commit()
        except BaseException:
            with suppress(driver.Error):  # a commit that failed has rolled back already
                self._connection.rollback()
            raise

    def faults(self, work: str) -> AbstractContextManager[None]:
        """Name what DuckDB refused."""
        return self._faults(work)

    @contextmanager
    def _faults(self, work: str) -> Iterator[None]:
        with private_files(), warehouse_faults(self.path, work):
            yield

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self.faults("reading"):
            return self._connection.execute(sql).to_arrow_table()

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows."""
        yield from self._connection.execute(sql).to_arrow_reader(_BATCH_ROWS)

    def close(self) -> None:
        """Let go of the file."""
        if "_connection" in self.__dict__:
            with suppress(driver.Error):
                self._connection.close()


def open_target(url: str) -> DuckDbTarget:
    """Return the target of a `duckdb://` URL that is not the writer's."""
    return DuckDbTarget(url)
