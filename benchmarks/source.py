"""The source that every peer reads: `python -m benchmarks.source URL ROWS ARROW_FILE DATABASE…`.

Up to two databases hold the same contacts: `crm` as SuiteCRM leaves them, and `crm_plain` with NULL
where `crm` has a zero date, for peers that fail on those. It runs as a process of its own, so that
the measuring one stays small: a child's peak memory is never reported as less than its parent's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from benchmarks.contacts import contacts
from benchmarks.peer import WITH_ZERO_DATES, WITHOUT_ZERO_DATES
from suitehouse.contracts.model import load_contracts
from suitehouse.demo.connection import Connection, connect
from suitehouse.demo.loading import load_frame
from suitehouse.demo.schema import create_tables

_TABLES = ("accounts", "contacts", "users")  # without these three a database is not SuiteCRM's
_MAYBE_ZERO = ("date_entered", "birthdate")


def make_source(url: str, rows: int, arrow: Path, databases: Sequence[str]) -> None:
    """Make the databases anew, and an Arrow file of the same text."""
    with connect(url) as connection:
        for database in databases:
            _make_database(connection, database)
        connection.select_db(WITH_ZERO_DATES)
        _fill(connection, contacts(rows), arrow)
        if WITHOUT_ZERO_DATES in databases:
            _copy_without_zero_dates(connection)


def _make_database(connection: Connection, database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"drop database if exists {database}")
        cursor.execute(f"create database {database} character set utf8mb4")
    connection.select_db(database)
    create_tables(connection, {table: load_contracts()[table] for table in _TABLES})


def _fill(connection: Connection, chunks: Iterable[pl.DataFrame], arrow: Path) -> None:
    writer: pa.RecordBatchFileWriter | None = None
    for chunk in chunks:
        load_frame(connection, "contacts", chunk)
        table = chunk.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pa.ipc.new_file(str(arrow), table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()


def _copy_without_zero_dates(connection: Connection) -> None:
    target = f"{WITHOUT_ZERO_DATES}.contacts"
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {target} select * from {WITH_ZERO_DATES}.contacts")
        for column in _MAYBE_ZERO:
            cursor.execute(f"update {target} set {column} = null where {column} = 0")


if __name__ == "__main__":
    make_source(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
