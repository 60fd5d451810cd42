"""How rows reach DuckDB: as an Arrow stream under a name, for one statement.

A bare stream is all that DuckDB needs. Handed a pyarrow or polars object it would first import
pandas and pyarrow's datasets to see what that is, a third of a second at the start of every pass,
and it would pull the rows through a scanner that reads sixteen batches ahead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

import duckdb

THREADS: Final = 2


class ArrowStreamable(Protocol):
    """A table or reader of pyarrow, or a frame of polars."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


@contextmanager
def incoming(
    connection: duckdb.DuckDBPyConnection, name: str, rows: ArrowStreamable
) -> Iterator[None]:
    """Have rows known by a name within the block; they can be scanned once."""
    connection.register(name, rows.__arrow_c_stream__())
    try:
        yield
    finally:
        connection.unregister(name)


@contextmanager
def alone(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let DuckDB work in the calling thread only; another one makes the rows that it takes in.

    Every thread of an insert holds row groups of its own: memory, and parts of groups that a
    checkpoint would put together by writing them again. After a failure the transaction takes no
    statement, so the threads are as they were from the next load on.
    """
    connection.execute("set threads = 1")
    yield
    connection.execute(f"set threads = {THREADS}")
