"""`ops.quarantine`: which rows landing does not hold as the source does, and why; never a value.

An entry stays open until a later load reads its row and finds it fit, or the row gone. A load that
finds what is known already changes nothing. All of it happens in the transaction of the load.
"""

# ruff: noqa: S608 - names are quoted, the literals are our own

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import duckdb
import polars as pl

from suitehouse.contracts.shape import LandingColumn
from suitehouse.misfits import MOST_ENTRIES, Doubts, Misfit, Reason
from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses._duckdb_casts import cast
from suitehouse.warehouses._duckdb_incoming import incoming
from suitehouse.warehouses.protocol import LandingLoad, LandingTable

_Connection = duckdb.DuckDBPyConnection

QUARANTINE_TABLE: Final = """
    create table if not exists ops.quarantine (
        run_id varchar not null, table_name varchar not null, row_key varchar,
        column_name varchar, reason varchar not null, row_count bigint not null,
        is_rest boolean not null, noticed_at timestamp not null, resolved_at timestamp
    )"""
_MISFIT: Final = "temp._misfit"
_ASKED: Final = "_asked"
_NOTICED: Final = "_noticed"
_MAKE_MISFIT: Final = (
    "create or replace temp table _misfit (row_key varchar, column_name varchar, reason varchar)"
)
_ENTER_REPEATED: Final = (
    f"insert into {_MISFIT} select row_key, null, 'repeated_key' from {sql.REPEATED}"
)
_SAME: Final = (
    "q.row_key is not distinct from m.row_key and "
    "q.column_name is not distinct from m.column_name and q.reason = m.reason"
)


def quarantine_misfits(
    connection: _Connection,
    load: LandingLoad,
    doubts: Doubts,
    *,
    present: Mapping[str, int],
    rows_repeated: int,
    read: str,
) -> None:
    """Enter the misfits of a load, and close the entries of rows that it read and found fit.

    Args:
        connection: Inside the load's transaction.
        load: What is loaded.
        doubts: Asked for what was noticed, and for unfit values again.
        present: How many values each cast column holds.
        rows_repeated: How many rows of `sql.REPEATED` there are.
        read: The relation that holds the rows that were read, each key once.
    """
    unfit = doubts.unfit_columns(present)
    misfits = doubts.misfits
    is_known = connection.execute(_has_open(load.table)).fetchone() is not None
    if not (unfit or misfits or rows_repeated or is_known):
        return
    connection.execute(_MAKE_MISFIT)
    if rows_repeated:
        connection.execute(_ENTER_REPEATED)
    if unfit:
        _enter_unfit(connection, load.table, doubts, unfit)
    if misfits:
        _enter_noticed(connection, load.table, misfits)
    for (column, reason), count in doubts.unlisted.items():
        connection.execute(_enter_unlisted(column, reason, count))
    _settle(connection, load, read)
    connection.execute(f"drop table {_MISFIT}")


def row_key(table: LandingTable, side: str = "", *, is_text: bool = False) -> str:
    """Return the expression for a row's key as text, several columns as a JSON array.

    `is_text` says that the columns are not cast yet.
    """
    kinds = {column.name: column.type for column in table.columns}
    values = [
        _as_text(f"{side}{sql.quote(name)}", kinds[name], is_text=is_text) for name in table.key
    ]
    if not values:
        return "cast(null as varchar)"
    return values[0] if len(values) == 1 else f"cast(to_json([{', '.join(values)}]) as varchar)"


def _as_text(value: str, kind: str, *, is_text: bool) -> str:
    if kind == "VARCHAR":
        return value
    return f"cast({f'try_cast({value} as {kind})' if is_text else value} as varchar)"


def _has_open(table: LandingTable) -> str:
    return f"select 1 from ops.quarantine as q where {_is_open(table)} limit 1"


def _is_open(table: LandingTable) -> str:
    return f"q.table_name = {sql.text(table.name)} and q.resolved_at is null"


def _enter_unfit(
    connection: _Connection, table: LandingTable, doubts: Doubts, columns: tuple[str, ...]
) -> None:
    kinds = {column.name: column for column in table.columns}
    tests = ", ".join(_unfit_name(kinds[name]) for name in columns)
    with incoming(connection, sql.INCOMING, doubts.values_again(columns)):
        connection.execute(
            f"insert into {_MISFIT} select {row_key(table, is_text=True)}, "
            f"unnest(list_filter([{tests}], name -> name is not null)), 'does_not_fit' "
            f"from {sql.INCOMING}"
        )


def _unfit_name(column: LandingColumn) -> str:
    value = sql.quote(column.name)
    is_lost = f"{value} is not null and {cast(column, value)} is null"
    return f"case when {is_lost} then {sql.text(column.name)} end"


def _enter_noticed(connection: _Connection, table: LandingTable, misfits: Sequence[Misfit]) -> None:
    keys = {
        name: pl.Series([misfit.key[place] for misfit in misfits], dtype=pl.String)
        for place, name in enumerate(table.key)
    }
    facts = {
        "_column": [misfit.column for misfit in misfits],
        "_reason": [misfit.reason for misfit in misfits],
    }
    with incoming(connection, _NOTICED, pl.DataFrame({**keys, **facts})):
        connection.execute(
            f"insert into {_MISFIT} select {row_key(table, is_text=True)}, _column, _reason "
            f"from {_NOTICED}"
        )


def _enter_unlisted(column: str, reason: Reason, count: int) -> str:
    """Return the statement for rows that were noticed and are only counted: they name no key."""
    return f"insert into {_MISFIT} select null, {sql.text(column)}, '{reason}' from range({count})"


def _settle(connection: _Connection, load: LandingLoad, read: str) -> None:
    """Close what is fit, count anew what is open, enter what is new as far as there is room."""
    if load.asked_keys:
        asked = pl.DataFrame({"row_key": load.asked_keys}, schema={"row_key": pl.String})
        connection.register(_ASKED, asked.to_arrow())
    try:
        for statement in (_close(load, read), _recount(load), _open(load), *_count_rest(load)):
            connection.execute(statement)
    finally:
        if load.asked_keys:
            connection.unregister(_ASKED)


def _close(load: LandingLoad, read: str) -> str:
    moment, _ = sql.facts(load)
    return (
        f"update ops.quarantine as q set resolved_at = {moment} "
        f"where {_is_open(load.table)} and not q.is_rest and {_was_read(load, read)} "
        f"and not exists (select 1 from {_MISFIT} as m where {_SAME})"
    )


def _was_read(load: LandingLoad, read: str) -> str:
    """Whether the load tells of an entry's row: a window does only if the row is in it.

    Of rows that share a key a window may hold one, so that they seem to have parted.
    """
    if load.asked_keys:
        return f"q.row_key in (select row_key from {_ASKED})"
    if _is_whole(load):
        return "true"
    key = row_key(load.table, "r.")
    return (
        "q.reason <> 'repeated_key' and "
        f"exists (select 1 from {read} as r where {key} is not distinct from q.row_key)"
    )


def _is_whole(load: LandingLoad) -> bool:
    """Whether what was known before is void; the first part of a load empties landing."""
    return load.part == "first" or (load.part is None and load.mode != "window")


def _counted() -> str:
    return (
        "select row_key, column_name, reason, count(*) as row_count "
        f"from {_MISFIT} group by row_key, column_name, reason"
    )


def _recount(load: LandingLoad) -> str:
    return (
        f"update ops.quarantine as q set row_count = m.row_count from ({_counted()}) as m "
        f"where {_is_open(load.table)} and not q.is_rest and {_SAME} "
        "and q.row_count <> m.row_count"
    )


def _open(load: LandingLoad) -> str:
    moment, run_id = sql.facts(load)
    is_open = f"{_is_open(load.table)} and not q.is_rest"
    return (
        "insert into ops.quarantine "
        f"select {run_id}, {sql.text(load.table.name)}, m.row_key, m.column_name, m.reason, "
        f"m.row_count, false, {moment}, null from ({_counted()}) as m "
        f"where not exists (select 1 from ops.quarantine as q where {is_open} and {_SAME}) "
        "order by m.reason, m.column_name, m.row_key "
        f"limit greatest(0, {MOST_ENTRIES} - "
        f"(select count(*) from ops.quarantine as q where {is_open}))"
    )


def _count_rest(load: LandingLoad) -> tuple[str, str, str]:
    """Statements that keep one entry a column and reason for the rows that have none of their own.

    Only a load of the whole table tells how many those are; another may find more.
    """
    moment, run_id = sql.facts(load)
    is_open = _is_open(load.table)
    same = "q.column_name is not distinct from m.column_name and q.reason = m.reason"
    rest = (
        "(select m.column_name, m.reason, count(*) as row_count "
        f"from {_MISFIT} as m where not exists (select 1 from ops.quarantine as q "
        f"where {is_open} and not q.is_rest and {_SAME}) group by m.column_name, m.reason)"
    )
    fewer = "<>" if _is_whole(load) else "<"
    forget = "true" if _is_whole(load) else "false"
    return (
        f"update ops.quarantine as q set resolved_at = {moment} where {is_open} and q.is_rest "
        f"and {forget} and not exists (select 1 from {rest} as m where {same})",
        f"update ops.quarantine as q set row_count = m.row_count from {rest} as m "
        f"where {is_open} and q.is_rest and {same} and q.row_count {fewer} m.row_count",
        "insert into ops.quarantine "
        f"select {run_id}, {sql.text(load.table.name)}, null, m.column_name, m.reason, "
        f"m.row_count, true, {moment}, null from {rest} as m where not exists "
        f"(select 1 from ops.quarantine as q where {is_open} and q.is_rest and {same})",
    )
