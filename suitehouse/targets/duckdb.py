"""Another DuckDB file than the writer's, filled from Arrow; the plainest of the targets.

DuckDB lets one process write a file, and nobody read it meanwhile: the file is held open only as
long as a delivery takes. Analysts who read all the time are better served by the published copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, Final

import duckdb as driver
import pyarrow as pa

from suitehouse.operations.private_files import private_files
from suitehouse.targets._counted import Counted
from suitehouse.targets._dialect import Dialect
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets._urls import label_of, path_of
from suitehouse.targets.protocol import Relation
from suitehouse.warehouses._duckdb_faults import warehouse_faults

_ROWS: Final = "_suitehouse_rows"
_BATCH_ROWS: Final = 20_000


class DuckDbDialect(Dialect):
    """What DuckDB says otherwise."""

    name = "duckdb"
    sqlglot_name = "duckdb"
    longest_name = 1_000_000
    tells_case_apart = False
    types: ClassVar = {name: name for name in Dialect.types}


class DuckDbTarget(SqlTarget[driver.DuckDBPyConnection]):
    """A `Target` in one DuckDB file."""

    dialect = DuckDbDialect()

    def __init__(self, url: str) -> None:
        super().__init__()
        self.label = label_of(url)
        self.path = path_of(url)

    def connect(self) -> driver.DuckDBPyConnection:
        """Open the file, and make it where there is none."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = driver.connect(str(self.path))
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set enable_progress_bar = false")
        return connection

    def tables(self, relations: Sequence[Relation]) -> set[tuple[str, str]]:
        """Return tables; of a file that is not there none, since looking would make it."""
        return super().tables(relations) if self.path.exists() else set()

    def execute(self, sql: str) -> int:
        """Run a statement."""
        found = self.connection.execute(sql).fetchall()
        changes = sql.lstrip().startswith(("insert", "delete"))
        return int(found[0][0]) if changes and found else -1

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return a small query's rows."""
        return self.connection.execute(sql).fetchall()

    def fill(self, name: str, rows: pa.RecordBatchReader) -> tuple[int, int]:
        """Insert from Arrow."""
        counted = Counted(rows)
        self.connection.register(_ROWS, counted.reader())
        try:
            self.connection.execute(f"insert into {name} by name select * from {_ROWS}")  # noqa: S608 - a quoted name
        finally:
            self.connection.unregister(_ROWS)
        return counted.rows, counted.bytes

    @contextmanager
    def faults(self, work: str) -> Iterator[None]:
        """Name what DuckDB refused."""
        with private_files(), warehouse_faults(self.path, work):
            yield

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self.faults("reading"):
            return self.connection.execute(sql).to_arrow_table()

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows."""
        yield from self.connection.execute(sql).to_arrow_reader(_BATCH_ROWS)


def open_target(url: str) -> DuckDbTarget:
    """Return the target of a `duckdb://` URL that is not the writer's."""
    return DuckDbTarget(url)
