"""The server digests every row, in one statement: the least that comparing there can cost."""

from __future__ import annotations

from benchmarks.peer import Job, Peer


def _sweep(job: Job) -> None:
    import pymysql

    from suitehouse.capturing.selection import live_shape
    from suitehouse.contracts.model import load_contracts
    from suitehouse.source.digest import Digester
    from suitehouse.source.server_digest import digest_expression
    from suitehouse.source.snapshot import open_snapshot

    with open_snapshot(job.url("mysql+pymysql")) as snapshot:
        live = snapshot.catalogue[job.table]
    shape = live_shape(load_contracts()[job.table], live)
    columns = [column for each in shape.read if (column := live.column(each.name))]
    key = Digester(bytes(32), job.table, shape.fingerprint).key
    statement = f"select count(*), bit_xor({digest_expression(key, columns)}) from {job.table}"
    with (
        pymysql.connect(
            host=job.host, port=job.port, user=job.user, database=job.database, charset="utf8mb4"
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
        cursor.fetchall()


server_digest = Peer(
    about="the server digests every row, one statement",
    full=None,
    sweep=_sweep,
    landed=None,
    reads_zero_dates=True,
)
