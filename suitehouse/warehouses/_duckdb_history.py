"""Keeps `history` tables: every state of a row that a pass saw, with the range in which it held.

All of it happens in the transaction that changes landing, and is worked out from the rows that this
load wrote there, whichever way they came. Doing it twice is the same as once. What is compared are
the landed values: a save that moves nothing but the stamp and who saved makes no version.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

import duckdb

from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses._duckdb_histories import Histories, Made
from suitehouse.warehouses._duckdb_history_sql import DROP, LIVE, HistorySql
from suitehouse.warehouses._duckdb_incoming import alone
from suitehouse.warehouses._duckdb_ledger import first_row
from suitehouse.warehouses.protocol import HistoryPlan, LandingLoad, LandingTable

_Connection = duckdb.DuckDBPyConnection


def is_fresh(connection: _Connection, load: LandingLoad) -> bool:
    """Return whether history knows nothing but landing's rows; asked before new rows come.

    Then rows with keys that landing lacks need no look at the versions there are.
    """
    if not _is_kept(connection, load.table):
        return False
    versions, rows = first_row(connection, HistorySql(load.table).count())
    return bool(versions == rows)


def end_versions(connection: _Connection, load: LandingLoad) -> None:
    """End all versions of a landing table that is about to be emptied and filled anew.

    Where they are those of a first load that was never completed, they go.
    """
    if not _is_kept(connection, load.table):
        return
    history = HistorySql(load.table)
    is_first = is_fresh(connection, load)
    connection.execute(history.forget() if is_first else history.close_all(_clock(load)))


def keep_history(connection: _Connection, load: LandingLoad, *, fresh: bool = False) -> None:
    """Bring history up to the landing rows that this load wrote, in the load's transaction.

    `fresh` says that none of them has a version yet.
    """
    plan = load.table.history
    if plan is None or not _is_kept(connection, load.table):
        return
    histories = Histories(connection)
    made = Made(load.snapshot_at or load.loaded_at, plan.treatments, hasher(load.table))
    if fresh:
        where = f"{_written(load, '')} and {LIVE}"
        _open_first(connection, HistorySql(load.table), _clock(load), where)
        histories.note_made(load.table.name, made)
    elif load.is_reshaped or histories.hashed_by(load.table.name) != made.hashed_by:
        _version(connection, load, plan, _compared(connection, load, plan))
        connection.execute(HistorySql(load.table).hash_again())
        if load.is_reshaped:
            histories.note_made(load.table.name, made)
        else:
            histories.note_hasher(load.table.name, made.hashed_by)
    else:
        _version(connection, load, plan)
    if not fresh:
        for name in plan.withheld:
            connection.execute(HistorySql(load.table).empty_withheld(name, _written(load, "l.")))


def follow_histories(connection: _Connection, tables: Collection[LandingTable]) -> tuple[str, ...]:
    """Make and alter history tables as landing is now; return those that are no longer kept."""
    return Histories(connection).follow(
        tables, lambda table, clock: _begin(connection, table, clock)
    )


def _is_kept(connection: _Connection, table: LandingTable) -> bool:
    """Whether the contract asks for history and a pass has begun it."""
    is_asked_for = table.history is not None and table.history.is_kept
    return is_asked_for and Histories(connection).is_kept(table.name)


def _begin(connection: _Connection, table: LandingTable, clock: datetime) -> None:
    """Open a version for every live row of landing, as a pass at `clock` left them."""
    moment = sql.moment(clock)
    history = HistorySql(table)
    versions, _ = first_row(connection, history.count())
    if not versions:
        _open_first(connection, history, moment, LIVE)
        return
    for _ in _found(connection, history, LIVE, moment):
        connection.execute(history.open("true"))


def _open_first(connection: _Connection, history: HistorySql, clock: str, where: str) -> None:
    with alone(connection):  # two threads would take twice as long, and leave partial groups
        connection.execute(history.begin(clock, where))


def _found(
    connection: _Connection,
    history: HistorySql,
    where: str,
    clock: str,
    compared: Collection[str] | None = None,
) -> Iterator[None]:
    """Find what becomes of the versions of landing rows, some rows at a time; a pass has few."""
    for rows in _parts(connection, history, where):
        connection.execute(history.find_touched(where, rows))
        connection.execute(history.find_latest())
        connection.execute(history.find_versions(clock, compared))
        yield
        for statement in DROP:
            connection.execute(statement)


def _parts(connection: _Connection, history: HistorySql, where: str) -> list[range]:
    """The ranges of row ids in which rows are looked at: one where they are few."""
    count, first, last = first_row(connection, history.count_touched(where))
    if count <= history.rows_at_once:
        return [range(first, last + 1)] if count else []
    # Not all between first and last: ids of rows that this transaction wrote lie far beyond.
    size = history.rows_at_once
    parts = connection.execute(history.find_parts(where)).fetchall()
    return [range(part * size, (part + 1) * size) for (part,) in parts]


def _compared(connection: _Connection, load: LandingLoad, plan: HistoryPlan) -> set[str]:
    """The columns of which another value is another state of the row.

    Where rows land in another shape, it is not that of a column whose values are made in another
    way now, or that comes: no version has a value of it.
    """
    known = Histories(connection).treatments(load.table.name)
    compared = {name for name, made in plan.treatments.items() if known.get(name) == made}
    if not load.is_reshaped or not compared:
        return compared
    names = sorted(compared)
    counts = first_row(connection, HistorySql(load.table).count_values(names))
    return {name for name, count in zip(names, counts, strict=True) if count}


def _version(
    connection: _Connection,
    load: LandingLoad,
    plan: HistoryPlan,
    compared: Collection[str] | None = None,
) -> None:
    """Close, write over and open versions.

    Columns that are not compared make none. Without any, states are compared by their hashes.
    """
    history = HistorySql(load.table)
    written = _written(load, "l.")
    remade = set() if compared is None else set(plan.treatments) - set(compared)
    versioned = None if compared is None else set(compared) & set(history.versioned)
    over = {*plan.quiet, *remade}
    for _ in _found(connection, history, _written(load, ""), _clock(load), versioned):
        connection.execute(history.close())
        if over:
            connection.execute(history.write_over(over, written))
        connection.execute(history.open(written))
    if remade and load.is_reshaped:
        connection.execute(history.empty_columns(remade, "_valid_to is not null"))


def hasher(table: LandingTable) -> str:
    """Return what hashes states, of which columns: another DuckDB may hash in another way."""
    return f"duckdb {duckdb.__version__}: {', '.join(HistorySql(table).versioned)}"


def _written(load: LandingLoad, side: str) -> str:
    """The landing rows that this load wrote or marked; `_loaded_at` keeps most blocks unread."""
    loaded_at, run_id = sql.facts(load)
    return f"{side}_loaded_at = {loaded_at} and {side}_run_id = {run_id}"


def _clock(load: LandingLoad) -> str:
    return sql.moment(load.snapshot_at or load.loaded_at)
