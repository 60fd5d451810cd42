"""One question to each table about the rows since a moment: the least that looking can cost."""

from __future__ import annotations

from benchmarks.peer import CHANGED_FROM, Job, Peer


def _idle(job: Job) -> None:
    import pymysql

    with (
        pymysql.connect(
            host=job.host, port=job.port, user=job.user, database=job.database, charset="utf8mb4"
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "select table_name, max(column_name = 'date_modified') from information_schema.columns "
            "where table_schema = database() group by table_name"
        )
        for table, has_stamp in cursor.fetchall():
            where = f" where date_modified >= '{CHANGED_FROM}'" if has_stamp else ""
            cursor.execute(f"select count(*) from `{table}`{where}")
            cursor.fetchall()


ask_every_table = Peer(
    about="a count of every table's rows since a moment",
    full=None,
    idle=_idle,
    landed=None,
    reads_zero_dates=True,
)
