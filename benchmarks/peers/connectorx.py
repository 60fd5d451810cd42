"""connectorx straight into DuckDB, in the arrangement that was fastest of those tried: one Arrow
table, insertion order off, and deleting before inserting.
"""

from __future__ import annotations

from typing import Any

from benchmarks.peer import Job, Peer


def _read(job: Job, query: str) -> Any:
    import connectorx as cx

    return cx.read_sql(job.url("mysql"), query, return_type="arrow")


def _full(job: Job) -> None:
    import duckdb

    rows = _read(job, f"select * from {job.table}")
    with duckdb.connect(job.target) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.register("rows", rows)
        connection.execute("create or replace table contacts as select * from rows")


def _incremental(job: Job) -> None:
    import duckdb

    with duckdb.connect(job.target) as connection:
        (stamp,) = connection.execute("select max(date_modified) from contacts").fetchall()[0]
        changed = _read(job, f"select * from {job.table} where date_modified >= '{stamp}'")
        connection.register("changed", changed)
        connection.execute("begin")
        connection.execute("delete from contacts using changed where contacts.id = changed.id")
        connection.execute("insert into contacts select * from changed")
        connection.execute("commit")


connectorx = Peer(
    about="connectorx 0.4.6 to DuckDB by hand",
    requirements=("connectorx==0.4.6", "duckdb==1.5.5", "pyarrow==26.0.1"),
    full=_full,
    incremental=_incremental,
    landed="contacts",
)
