"""What the dlt peers share: one `sql_table` pipeline, its backend given by the peer."""

from __future__ import annotations

from typing import Any

from benchmarks.peer import Job

REQUIREMENTS = (
    "dlt[duckdb,postgres]==1.31.0",
    "duckdb==1.5.5",
    "pyarrow==26.0.1",
    "sqlalchemy==2.1.9",
    "pymysql==1.2.4",
    "connectorx==0.4.6",
)


def load(job: Job, *, backend: str, is_incremental: bool, to_postgres: bool = False) -> None:
    """Run the pipeline: `replace` the table, or `merge` by id what `date_modified` shows as new."""
    import dlt
    from dlt.sources.sql_database import sql_table

    options: dict[str, Any] = {"backend": backend, "chunk_size": 50_000}
    if is_incremental:
        options["incremental"] = dlt.sources.incremental("date_modified")
        options["primary_key"] = "id"
    pipeline = dlt.pipeline(
        "benchmark",
        pipelines_dir=f"{job.work}/dlt",
        destination=(
            # It wants a password, also where the server asks for none.
            dlt.destinations.postgres(job.postgres.replace("@", ":none@", 1))
            if to_postgres
            else dlt.destinations.duckdb(job.target)
        ),
        dataset_name="landed",
    )
    source = sql_table(credentials=job.url("mysql+pymysql"), table=job.table, **options)
    pipeline.run(source, write_disposition="merge" if is_incremental else "replace")
