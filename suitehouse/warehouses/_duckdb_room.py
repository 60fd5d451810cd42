"""Gives DuckDB more memory where rows are long, or many are compared, and only then.

DuckDB writes 2,048 rows of a column at a time and holds all their text for it, so a table of
letters takes what a table of names never does; with the memory of all other tables it could not be
written at all, nor checkpointed later. How long rows are is seen while they pass, and remembered.
A table that is compared whole is joined with itself, for which DuckDB keeps part of every key.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

import duckdb
import numpy as np
import pyarrow as pa

from suitehouse.warehouses import _duckdb_sql as sql

MEMORY_LIMIT: Final = "200MB"
LONG_ROWS_TABLE: Final = """
    create table if not exists ops.long_rows (
        table_name varchar not null, vector_bytes bigint not null
    )"""
_VECTOR_ROWS: Final = 2_048
# What the usual limit leaves room for, and what each further byte of a vector takes: one is written
# while the next is put together.
_ROOMY_BYTES: Final = 32 << 20
_BYTES_EACH: Final = 3
_USUAL_BYTES: Final = 200 << 20
# A compare of a million rows has done without more; one of ten million takes less than a gigabyte.
_FEW_ROWS: Final = 1_000_000
_BYTES_A_ROW: Final = 96
_SETTING: Final = "select current_setting('memory_limit')"
_LONGEST: Final = "select coalesce(max(vector_bytes), 0) from ops.long_rows"
_IS_MADE: Final = """
    select 1 from duckdb_tables() where database_name = current_database()
    and schema_name = 'ops' and table_name = 'long_rows'
"""
_UNITS: Final = {"bytes": 0, "KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40}
_Connection = duckdb.DuckDBPyConnection


class LongRows:
    """Rows on their way; before long ones are handed on there is memory for them."""

    def __init__(self, connection: _Connection, rows: pa.RecordBatchReader) -> None:
        self._connection = connection
        self._rows = rows
        self._longest = 0

    def reader(self) -> pa.RecordBatchReader:
        """Return the same rows, once."""
        return pa.RecordBatchReader.from_batches(self._rows.schema, self._watched())

    def remember(self, table: str) -> None:
        """Note how long they were, in the transaction that wrote them."""
        if self._longest <= _ROOMY_BYTES:
            return
        self._connection.execute(
            f"insert into ops.long_rows select {sql.text(table)}, {self._longest} "  # noqa: S608 - literals of ours
            f"where {self._longest} > (select coalesce(max(vector_bytes), 0) from ops.long_rows "
            f"where table_name = {sql.text(table)})"
        )

    def _watched(self) -> Iterator[pa.RecordBatch]:
        recent: deque[tuple[int, int]] = deque()
        for batch in self._rows:
            recent.append((batch.num_rows, _text_bytes(batch)))
            while sum(count for count, _ in recent) - recent[0][0] >= _VECTOR_ROWS:
                recent.popleft()
            if (vector := _vector_bytes(recent)) > max(self._longest, _ROOMY_BYTES):
                self._longest = vector
                # The connection itself is busy with the statement that pulls these rows.
                with self._connection.cursor() as beside:
                    make_room(beside, vector)
            yield batch


def set_usual_limit(connection: _Connection) -> None:
    """Set the memory limit for the rows that the warehouse is known to hold."""
    connection.execute(f"set memory_limit = '{MEMORY_LIMIT}'")
    if not connection.execute(_IS_MADE).fetchall():
        return  # only read, and made before long rows were noted
    (longest,) = connection.execute(_LONGEST).fetchall()[0]
    if longest > _ROOMY_BYTES:
        make_room(connection, int(longest))


def unlimit(connection: _Connection) -> None:
    """Let DuckDB take what it would unless told: most of the machine's memory."""
    connection.execute("reset memory_limit")  # which tells the limit, and does not make it hold
    _set(connection, _limit(connection))


def make_room(connection: _Connection, vector: int) -> None:
    """Raise the limit for vectors of so many bytes, up to what DuckDB takes unless told."""
    _raise(connection, _USUAL_BYTES + _BYTES_EACH * vector)


def make_room_to_compare(connection: _Connection, rows: int) -> None:
    """Raise the limit for a compare of so many rows, up to what DuckDB takes unless told."""
    if rows > _FEW_ROWS:
        _raise(connection, _USUAL_BYTES + _BYTES_A_ROW * (rows - _FEW_ROWS))


def _raise(connection: _Connection, wanted: int) -> None:
    if wanted <= _limit(connection):
        return
    unlimit(connection)
    if wanted < _limit(connection):
        _set(connection, wanted)


def _set(connection: _Connection, limit: int) -> None:
    connection.execute(f"set memory_limit = '{limit >> 20}MiB'")


def _vector_bytes(recent: deque[tuple[int, int]]) -> int:
    """How many bytes the rows that are written together may have."""
    rows = max(1, sum(count for count, _ in recent))
    size = sum(size for _, size in recent)
    return size if rows <= _VECTOR_ROWS else size * _VECTOR_ROWS // rows


def _text_bytes(batch: pa.RecordBatch) -> int:
    """The bytes of a batch's texts; of many short rows, what its buffers take, which is no less."""
    taken = batch.get_total_buffer_size()
    if batch.num_rows >= _VECTOR_ROWS and taken <= _ROOMY_BYTES:
        return int(taken)
    return sum(_lengths(column) for column in batch.columns if column.type == pa.string_view())


def _lengths(column: pa.Array) -> int:
    """The bytes of a column's texts; a view starts with its length."""
    views = np.frombuffer(column.buffers()[1], np.int32).reshape(-1, 4)
    return int(views[column.offset : column.offset + len(column), 0].sum(dtype=np.int64))


def _limit(connection: _Connection) -> int:
    (setting,) = connection.execute(_SETTING).fetchall()[0]
    number, unit = str(setting).split()
    return int(float(number) * (1 << _UNITS[unit]))
