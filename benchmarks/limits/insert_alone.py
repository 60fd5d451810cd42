"""DuckDB's insert of the same rows, already on this machine as Arrow text: the least that landing
can cost. Insertion order off, typed as the peers' tables are, nothing masked. It has an environment
of its own because DuckDB imports pandas wherever that is installed, at 0.8 CPU seconds.
"""

from __future__ import annotations

from benchmarks.peer import Job, Peer

_STAMPS = ("date_entered", "date_modified")
_DATES = ("date_reviewed", "birthdate")
_FLAGS = ("deleted", "do_not_call", "portal_account_disabled")


def _typed(column: str) -> str:
    for columns, kind in ((_STAMPS, "timestamp"), (_DATES, "date"), (_FLAGS, "boolean")):
        if column in columns:
            return f"try_cast({column} as {kind}) as {column}"
    return column


def _full(job: Job) -> None:
    import duckdb
    import pyarrow as pa

    with duckdb.connect(job.target) as connection, pa.memory_map(job.arrow) as file:
        rows = pa.ipc.open_file(file).read_all()
        connection.execute("set preserve_insertion_order = false")
        connection.register("rows", rows)
        columns = ", ".join(_typed(column) for column in rows.column_names)
        connection.execute(f"create table contacts as select {columns} from rows")


insert_alone = Peer(
    about="DuckDB insert alone, from memory",
    requirements=("duckdb==1.5.5", "pyarrow==26.0.1"),
    full=_full,
    landed="contacts",
    reads_zero_dates=True,
)
