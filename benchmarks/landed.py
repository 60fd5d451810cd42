"""What a load left behind: `python -m benchmarks.landed DUCKDB_FILE TABLE`, one line of JSON.

The fingerprint covers each row's id and second of last change, which every peer keeps as they are.
It runs as a process of its own, so that the measuring process stays small.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.peer import CHANGED_FROM

_IN_DUCKDB = """
select count(*), count(*) filter (date_modified::timestamp >= timestamp '{changed_from}'),
    bit_xor(('0x' || substr(md5(id || strftime(date_modified::timestamp, '%Y-%m-%d %H:%M:%S')),
        1, 15))::bigint)
from {table}
"""
_IN_POSTGRES = """
-- Some peers write stamps with a zone: in a session of UTC both read the same.
select count(*), count(*) filter (where date_modified >= timestamp '{changed_from}'),
    bit_xor(('x' || substr(md5(id || to_char(date_modified, 'YYYY-MM-DD HH24:MI:SS')),
        1, 15))::bit(60)::bigint)
from {table}
"""
_IN_MARIADB = """
select count(*), coalesce(sum(date_modified >= '{changed_from}'), 0),
    bit_xor(cast(conv(substr(md5(concat(id, date_format(date_modified, '%Y-%m-%d %H:%i:%s'))),
        1, 15), 16, 10) as unsigned))
from {table}
"""


@dataclass(frozen=True, slots=True)
class Landed:
    """Rows, rows that bear the change, and a fingerprint of all ids and stamps."""

    rows: int
    changed: int
    fingerprint: int


def in_source(cursor: Any, table: str) -> Landed:
    """Return what a faithful load leaves behind."""
    cursor.execute(_IN_MARIADB.format(table=table, changed_from=CHANGED_FROM))
    return Landed(*(int(value) for value in cursor.fetchone()))


def in_warehouse(path: str, table: str) -> Landed:
    """Return what a peer left in its DuckDB file."""
    import duckdb

    with duckdb.connect(path, read_only=True) as connection:
        connection.execute("set timezone = 'UTC'")
        query = _IN_DUCKDB.format(table=table, changed_from=CHANGED_FROM)
        (values,) = connection.execute(query).fetchall()
    return Landed(*values)


def in_postgres(url: str, table: str) -> Landed:
    """Return what a peer left in its PostgreSQL database."""
    import psycopg2

    connected = psycopg2.connect(url, options="-c timezone=UTC")
    with connected as connection, connection.cursor() as cursor:
        cursor.execute(_IN_POSTGRES.format(table=table, changed_from=CHANGED_FROM))
        (values,) = cursor.fetchall()
    connected.close()
    return Landed(*values)


if __name__ == "__main__":
    look = in_postgres if "://" in sys.argv[1] else in_warehouse
    print(json.dumps(asdict(look(sys.argv[1], sys.argv[2]))))
