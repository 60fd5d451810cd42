"""Cuts a landing table's keys into buckets of about equal size, in memory that stays small.

Keys are counted by ever longer prefixes, the longer ones only where a shorter one has too many
rows, and neighbours are put together. Only plain ASCII cuts are used, on which a server of any
charset can use its index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import duckdb
import polars as pl

from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses import _duckdb_sweep_sql as sweep_sql
from suitehouse.warehouses._duckdb_incoming import incoming
from suitehouse.warehouses._duckdb_ledger import first_value
from suitehouse.warehouses._duckdb_sweep_sql import KeySql
from suitehouse.warehouses._sweep_store import Bound
from suitehouse.warehouses.protocol import LandingTable

_Connection = duckdb.DuckDBPyConnection
_STEP: Final = 2
_ROWS: Final = "_sweep_bounds_rows"


def bounds_of(connection: _Connection, table: LandingTable, bucket_rows: int) -> tuple[Bound, ...]:
    """Return keys that cut the live rows into buckets of about so many, in rising order."""
    rows = first_value(connection, sql.count_live(table))
    key = KeySql(table)
    if rows <= bucket_rows or not key.is_ranged:
        return ()
    if key.is_number:
        return _number_bounds(connection, table, rows, bucket_rows)
    counts = sorted(_prefix_counts(connection, table, bucket_rows))
    return tuple(_cuts(counts, bucket_rows))


def part_size(connection: _Connection, table: LandingTable, bounds: Sequence[Bound]) -> int:
    """Return the length of prefixes, or width of ranges, that part the rows about evenly.

    It is no shorter than the longest bound, so that a part lies in one bucket.
    """
    if not bounds:
        return 0
    rows = first_value(connection, sql.count_live(table))
    if KeySql(table).is_number:
        return _width(connection, table, rows)
    longest = max(len(str(bound)) for bound in bounds)
    for size in range(longest, sweep_sql.LONGEST_PART):
        if first_value(connection, sweep_sql.prefixes(table, size)) * sweep_sql.PART_ROWS >= rows:
            return size
    return max(longest, sweep_sql.LONGEST_PART)


def _number_bounds(
    connection: _Connection, table: LandingTable, rows: int, bucket_rows: int
) -> tuple[Bound, ...]:
    """Cuts at multiples of the parts' width, so that a part lies in one bucket."""
    width = _width(connection, table, rows)
    buckets = -(-rows // bucket_rows)
    cuts = connection.execute(sweep_sql.number_cuts(table, buckets)).fetchall()[0][0]
    return tuple(sorted({cut // width * width for cut in cuts}))


def _width(connection: _Connection, table: LandingTable, rows: int) -> int:
    span = first_value(connection, sweep_sql.number_span(table))
    return max(1, span * sweep_sql.PART_ROWS // max(rows, 1))


def _prefix_counts(
    connection: _Connection, table: LandingTable, bucket_rows: int
) -> Iterator[tuple[str, int]]:
    """Yield prefixes, of mixed lengths, with few enough rows each, and those rows."""
    before = 0
    for size in range(_STEP, sweep_sql.LONGEST_PART + 1, _STEP):
        query = sweep_sql.prefix_counts(table, size, before)
        counts = [(p, n) for p, n in connection.execute(query).fetchall() if p is not None]
        is_last = size == sweep_sql.LONGEST_PART
        large = [] if is_last else [p for p, n in counts if n > bucket_rows and len(p) == size]
        known = set(large)
        yield from ((p, n) for p, n in counts if p not in known)
        if not large:
            return
        _keep_bounds(connection, table, large)
        before = size


def _keep_bounds(connection: _Connection, table: LandingTable, prefixes: list[str]) -> None:
    connection.execute(sweep_sql.make_bounds(table))
    with incoming(connection, _ROWS, pl.DataFrame({"number": 0, "lower": prefixes})):
        connection.execute(f"insert into {sweep_sql.BOUNDS} from {_ROWS}")


def _cuts(counts: Sequence[tuple[str, int]], bucket_rows: int) -> Iterator[str]:
    """Yield where a bucket would grow beyond its size."""
    filled = 0
    for prefix, rows in counts:
        if filled and filled + rows > bucket_rows and prefix.isascii() and prefix.isprintable():
            yield prefix
            filled = 0
        filled += rows
