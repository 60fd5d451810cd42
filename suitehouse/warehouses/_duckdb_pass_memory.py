"""The `ops` tables of what passes remember, in DuckDB; see `PassMemory`.

All tables are looked up in a handful of statements: a pass that changes nothing has no time for one
a table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import duckdb

from suitehouse.source.clocks import ClockReading
from suitehouse.warehouses._duckdb_ledger import insert_rows, naive
from suitehouse.warehouses._pass_memory import KnownSource, LateRows, OverlapNote, TableMemory

_Connection = duckdb.DuckDBPyConnection
Faults = Callable[[str], AbstractContextManager[None]]
Transaction = Callable[[], AbstractContextManager[None]]

MEMORY_TABLES: Final = (
    # Warehouses made before these were noted lack the columns.
    "alter table ops.table_loads add column if not exists lane_reason varchar",
    "alter table ops.table_loads add column if not exists overlap_seconds double",
    "alter table ops.table_loads add column if not exists unstamped_rows bigint",
    "alter table ops.table_loads add column if not exists late_seconds double",
    "alter table ops.table_loads add column if not exists turn bigint",
    """
    create table if not exists ops.clocks (
        number bigint not null, run_id varchar not null, server_at timestamp not null,
        our_at timestamp not null, offset_seconds double, step_seconds double, west_seconds bigint,
        boot varchar, steady_seconds double
    )""",
    """
    create table if not exists ops.overlaps (
        table_name varchar not null, overlap_seconds double not null, reason varchar not null,
        set_at timestamp not null, run_id varchar not null
    )""",
    """
    create table if not exists ops.sources (
        database_name varchar not null, user_mark varchar not null, noted_at timestamp not null,
        run_id varchar not null
    )""",
)
# Smaller jumps of a clock are the time that its reading takes.
_JUMP_SECONDS: Final = 2.0
_MEASURED: Final = 5
_LATELY: Final = timedelta(days=14)
_MISSES_COUNT: Final = timedelta(days=30)

# A pass's load, not a sweep's or one of rows that were asked for by key.
_FROM_A_READ: Final = (
    "absent is not true and (mode <> 'window' or window_start is not null) and rowid >= {first}"
)
# How many loads back passes remember, or looking would take longer from year to year.
_REMEMBERED: Final = 200_000
_NEWEST: Final = "select coalesce(max(rowid), 0) from ops.table_loads"
_LOADS: Final = f"""
    select table_name, max_by(lane, rowid), max_by(lane_reason, rowid),
        list_aggregate(max_by(seconds / rows_read, rowid, {_MEASURED})
            filter (mode <> 'window' and rows_read > 0 and seconds > 0), 'median'),
        list_aggregate(max_by(seconds, rowid, {_MEASURED})
            filter (mode = 'window' and seconds > 0), 'median'),
        coalesce(max_by(unstamped_rows, rowid), 0), coalesce(max_by(turn, rowid), 0),
        coalesce(max(late_seconds) filter (loaded_at >= {{lately}}), 0),
        max_by(run_id, rowid)
    from ops.table_loads where {_FROM_A_READ} group by table_name"""  # noqa: S608 - of our own
_FIRST_READINGS: Final = (
    "select run_id, min(number), min(server_at) from ops.clocks group by run_id"
)
_OVERLAPS: Final = """
    select table_name, max_by(overlap_seconds, rowid), max_by(reason, rowid), max(set_at)
    from ops.overlaps group by table_name"""
_LATE: Final = """
    select m.table_name, count(*), median(m.lateness_seconds),
        quantile_cont(m.lateness_seconds, 0.95), max(m.lateness_seconds),
        coalesce(max(m.lateness_seconds) filter (o.set_at is null or m.found_at > o.set_at), 0),
        max(m.found_at)
    from ops.misses as m
    left join (select table_name, max(set_at) as set_at from ops.overlaps group by 1) as o
        on o.table_name = m.table_name
    where m.reason = 'late' and m.lateness_seconds is not null group by m.table_name"""
_MISSES: Final = """
    select table_name, count(distinct run_id) from ops.misses
    where reason <> 'late' and found_at >= {since} group by table_name"""
_PROVEN: Final = """
    select table_name, max(finished_at) from ops.sweeps where status = 'proven'
    group by table_name"""
_READINGS: Final = f"""
    with last_passes as (
        select max_by(run_id, rowid) as run_id from ops.table_loads where {_FROM_A_READ}
        group by table_name
    )
    select number, server_at, our_at, boot, steady_seconds, step_seconds, west_seconds
    from ops.clocks
    where abs(step_seconds) >= {_JUMP_SECONDS} or run_id in (select run_id from last_passes)
        or number = (select max(number) from ops.clocks)
    order by number"""  # noqa: S608 - of our own
_THERE: Final = "select table_name from duckdb_tables() where schema_name = 'ops'"
_SOURCE: Final = "select database_name, user_mark from ops.sources"


class DuckDbPassMemory:
    """A `PassMemory` over a warehouse's connection."""

    def __init__(self, connection: _Connection, faults: Faults, transaction: Transaction) -> None:
        self._connection = connection
        self._faults = faults
        self._transaction = transaction

    def tables(self, now: datetime) -> Mapping[str, TableMemory]:
        """Return what is remembered of each table."""
        with self._faults("reading what passes remember"):
            lately, first = _moment(now - _LATELY), self._first_remembered()
            loads = self._if_there(_LOADS.format(lately=lately, first=first), "clocks")
            runs = self._by_first(_FIRST_READINGS, "clocks")
            overlaps = self._by_first(_OVERLAPS, "overlaps")
            late = self._by_first(_LATE, "misses", "overlaps")
            misses = self._by_first(_MISSES.format(since=_moment(now - _MISSES_COUNT)), "misses")
            proven = self._by_first(_PROVEN, "sweeps")
        return {
            table: _memory(
                facts,
                runs.get(run_id, (None, None)),
                overlaps.get(table, (None, None, None)),
                (late.get(table), misses.get(table, (0,)), proven.get(table, (None,))),
            )
            for table, *facts, run_id in loads
        }

    def readings(self) -> Sequence[ClockReading]:
        """Return the clock readings with a jump, those that tables refer to, and the last one."""
        with self._faults("reading clocks"):
            rows = self._rows(_READINGS.format(first=self._first_remembered()))
        return tuple(
            ClockReading(
                number=number,
                server_at=server_at.replace(tzinfo=UTC),
                our_at=our_at.replace(tzinfo=UTC),
                boot=boot,
                steady_seconds=steady or 0.0,
                step_seconds=step,
                west_seconds=west,
            )
            for number, server_at, our_at, boot, steady, step, west in rows
        )

    def note_reading(self, run_id: str, reading: ClockReading) -> None:
        """Note a reading of the clocks."""
        row = {
            **asdict(reading),
            "server_at": naive(reading.server_at),
            "our_at": naive(reading.our_at),
            "offset_seconds": reading.offset_seconds,
            "run_id": run_id,
        }
        self._insert("ops.clocks", [row])

    def note_overlaps(self, run_id: str, at: datetime, overlaps: Sequence[OverlapNote]) -> None:
        """Note overlaps; the last one of a table counts."""
        rows = [
            {
                "table_name": each.table,
                "overlap_seconds": each.seconds,
                "reason": each.reason,
                "set_at": naive(at),
                "run_id": run_id,
            }
            for each in overlaps
        ]
        self._insert("ops.overlaps", rows)

    def source(self) -> KnownSource | None:
        """Return the source that was noted last, None where none was."""
        with self._faults("reading which source this is"):
            rows = self._rows(_SOURCE)
        if not rows:
            return None
        return KnownSource(rows[0][0], frozenset(mark for _, mark in rows))

    def note_source(self, run_id: str, at: datetime, source: KnownSource) -> None:
        """Note the source in place of the one that was noted."""
        rows = [
            {
                "database_name": source.database,
                "user_mark": mark,
                "noted_at": naive(at),
                "run_id": run_id,
            }
            for mark in sorted(source.marks)
        ]
        self._insert("ops.sources", rows, forget="delete from ops.sources")

    def _insert(self, table: str, rows: list[dict[str, Any]], *, forget: str | None = None) -> None:
        with self._faults(f"noting {table}"), self._transaction():
            statement = f"insert into {table} by name from _rows"
            insert_rows(self._connection, statement, rows, forget=forget)

    def _first_remembered(self) -> int:
        """From which of its rows on `ops.table_loads` is looked at."""
        return int(self._rows(_NEWEST)[0][0]) - _REMEMBERED

    def _by_first(self, query: str, *needed: str) -> dict[str, tuple[Any, ...]]:
        """A query's rows by their first column; none where a table that it needs is not there."""
        return {first: tuple(rest) for first, *rest in self._if_there(query, *needed)}

    def _if_there(self, query: str, *needed: str) -> list[tuple[Any, ...]]:
        """A query's rows; none where a table that it needs is not there, as in older warehouses."""
        there = {name for (name,) in self._rows(_THERE)}
        return self._rows(query) if there.issuperset(needed) else []

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()


def _memory(
    facts: Sequence[Any],
    reading: tuple[Any, ...],
    overlap: tuple[Any, ...],
    swept: tuple[tuple[Any, ...] | None, tuple[Any, ...], tuple[Any, ...]],
) -> TableMemory:
    lane, reason, per_row, window, unstamped, turn, reached = facts
    late, (miss_sweeps,), (proven_at,) = swept
    return TableMemory(
        lane=lane,
        lane_reason=reason,
        seconds_per_row=per_row,
        window_seconds=window,
        unstamped_rows=unstamped,
        turn=turn,
        reached_seconds=reached,
        reading=reading[0],
        reading_at=_aware(reading[1]),
        overlap_seconds=overlap[0],
        overlap_reason=overlap[1],
        overlap_set_at=_aware(overlap[2]),
        late=_late_rows(late),
        miss_sweeps=miss_sweeps,
        proven_at=_aware(proven_at),
    )


def _late_rows(found: tuple[Any, ...] | None) -> LateRows:
    if found is None:
        return LateRows()
    rows, middle, p95, longest, latest, last_found_at = found
    return LateRows(rows, middle, p95, longest, latest, _aware(last_found_at))


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def _moment(moment: datetime) -> str:
    return f"timestamp '{moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"
