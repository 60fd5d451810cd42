"""The naive way: `pandas.read_sql` in chunks, each inserted into DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.peer import Job, Peer

_CHUNK_ROWS = 50_000


def _chunks(job: Job, query: str) -> Iterator[Any]:
    import pandas as pd
    import sqlalchemy

    engine = sqlalchemy.create_engine(job.url("mysql+pymysql"))
    with engine.connect().execution_options(stream_results=True) as connection:
        yield from pd.read_sql(sqlalchemy.text(query), connection, chunksize=_CHUNK_ROWS)


def _create(connection: Any, columns: Any) -> None:
    types = {
        **dict.fromkeys(("date_entered", "date_modified"), "timestamp"),
        **dict.fromkeys(("date_reviewed", "birthdate"), "date"),
        **dict.fromkeys(("deleted", "do_not_call", "portal_account_disabled"), "tinyint"),
    }
    columns_sql = ", ".join(f"{name} {types.get(name, 'varchar')}" for name in columns)
    connection.execute(f"create or replace table contacts ({columns_sql})")


def _full(job: Job) -> None:
    import duckdb

    with duckdb.connect(job.target) as connection:
        for number, chunk in enumerate(_chunks(job, f"select * from {job.table}")):
            if number == 0:
                _create(connection, chunk.columns)
            connection.execute("insert into contacts select * from chunk")


def _incremental(job: Job) -> None:
    import duckdb

    with duckdb.connect(job.target) as connection:
        (stamp,) = connection.execute("select max(date_modified) from contacts").fetchall()[0]
        query = f"select * from {job.table} where date_modified >= '{stamp}'"
        for chunk in _chunks(job, query):
            connection.register("changed", chunk)
            connection.execute("begin")
            connection.execute("delete from contacts using changed where contacts.id = changed.id")
            connection.execute("insert into contacts select * from changed")
            connection.execute("commit")


pandas = Peer(
    about="pandas.read_sql in chunks",
    requirements=("pandas==3.1.1", "sqlalchemy==2.1.9", "pymysql==1.2.4", "duckdb==1.5.5"),
    full=_full,
    incremental=_incremental,
    landed="contacts",
)
