"""The `ops` tables of sweeps: what each found and healed, why, and how far it is.

A miss is a row that no ordinary pass would have found. Rows that a sweep found gone are kept in
`ops.sweep_gone` until its whole table was compared, since the removal guard looks at all of them.
"""

# ruff: noqa: S608 - names are quoted, literals are written by `text` and `moment`

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

import duckdb
import polars as pl

from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses import _duckdb_sweep_sql as sweep_sql
from suitehouse.warehouses._duckdb_incoming import incoming
from suitehouse.warehouses._duckdb_ledger import naive
from suitehouse.warehouses._duckdb_sweep_sql import KeySql, text
from suitehouse.warehouses._sweep_store import Heal, Position, SweepRow
from suitehouse.warehouses.protocol import LandingTable, TableLoad

_Connection = duckdb.DuckDBPyConnection
_ROWS: Final = "_sweep_record"

SWEEP_TABLES: Final = (
    """
    create table if not exists ops.sweeps (
        run_id varchar not null, table_name varchar not null, started_at timestamp not null,
        finished_at timestamp, snapshot_at timestamp, method varchar, source_rows bigint,
        warehouse_rows bigint, buckets bigint, buckets_different bigint, due bigint, late bigint,
        unstamped_update bigint, backdated bigint, hard_deleted bigint, restored bigint,
        source_seconds double, status varchar not null
    )""",
    """
    create table if not exists ops.misses (
        run_id varchar not null, table_name varchar not null, row_key varchar,
        reason varchar not null, stamp timestamp, lateness_seconds double,
        found_at timestamp not null
    )""",
    """
    create table if not exists ops.sweep_positions (
        table_name varchar not null, position varchar, since timestamp not null,
        run_id varchar not null, updated_at timestamp not null
    )""",
    """
    create table if not exists ops.sweep_gone (
        table_name varchar not null, row_key varchar, run_id varchar not null
    )""",
)
POSITIONS: Final = "select table_name, position, since from ops.sweep_positions"
IS_THERE: Final = "duckdb_tables() where schema_name = 'ops' and table_name = 'sweeps'"
PROVEN: Final = (
    "select table_name, max(snapshot_at) from ops.sweeps where status = 'proven' group by 1"
)


def moment(value: datetime | None) -> str:
    """Return a time as a literal; bound parameters would load pandas."""
    if value is None:
        return "cast(null as timestamp)"
    return f"timestamp '{value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"


def record_sweep(connection: _Connection, row: SweepRow) -> None:
    """Write a table's row of `ops.sweeps` over the one of the same run."""
    connection.execute(
        f"delete from ops.sweeps where run_id = {text(row.run_id)} "
        f"and table_name = {text(row.table)}"
    )
    facts = asdict(row)
    reasons: Mapping[str, int] = facts.pop("reasons")
    name = facts.pop("table")
    _insert(connection, "ops.sweeps", {**facts, **reasons, "table_name": name})


def move_position(
    connection: _Connection, table: str, position: Position | None, run: tuple[str, datetime]
) -> None:
    """Write how far a table is; None where its sweep is complete."""
    connection.execute(f"delete from ops.sweep_positions where table_name = {text(table)}")
    if position is not None:
        run_id, at = run
        _insert(
            connection,
            "ops.sweep_positions",
            {
                "table_name": table,
                "position": position.position,
                "since": position.since,
                "run_id": run_id,
                "updated_at": at,
            },
        )


def note_load(connection: _Connection, load: TableLoad, run: tuple[str, datetime]) -> None:
    """Note what a heal loaded, and the rows there are now; how far capture is does not move."""
    run_id, at = run
    facts = asdict(load)
    name = facts.pop("table")
    row = {**facts, "table_name": name, "run_id": run_id, "loaded_at": at}
    _insert(connection, "ops.table_loads", row)
    connection.execute(
        f"update ops.watermarks set landing_rows = {load.landing_rows} "
        f"where table_name = {text(name)}"
    )


def find_reasons(heal: Heal) -> str:
    """Return the statement that says why each row that was healed had been missed.

    A row's lateness is how far its stamp lies behind the watermark of the first pass whose window
    started after it. A row that the next pass would have found is `due`, and no miss.
    """
    table = heal.load.table
    stamp = f"l.{sql.quote(table.cursor)}" if table.cursor else "cast(null as timestamp)"
    same = "is_stamped is false or (live_rows > 0 and stamp is not distinct from before)"
    return f"""
        create or replace temp table _sweep_healed as
        with healed as (
            select coalesce(w.source_key, w.key) as row_key, w.live_rows, w.tombstones,
                w.is_due or {str(heal.is_read_whole).lower()} as is_due,
                w.stamp as before, {stamp} as stamp, {str(bool(table.cursor)).lower()} as is_stamped
            from {sweep_sql.WANTED} as w
            join {sql.landing(table)} as l
                on {KeySql(table).landed("l.")} is not distinct from w.key
            where l._removed_at is null and l._run_id = {text(heal.load.run_id)}
                and l._loaded_at = {moment(heal.load.loaded_at)}
        ),
        passes as (
            select window_start, coalesce(watermark, window_start) as watermark, rowid as place
            from ops.table_loads
            where table_name = {text(table.name)} and window_start is not null
        ),
        measured as (
            select h.*, epoch(coalesce(
                (select arg_min(p.watermark, p.place) from passes as p
                    where p.window_start > h.stamp),
                {moment(heal.watermark)})) - epoch(h.stamp) as lateness
            from healed as h
        ),
        reasoned as (
            select row_key, stamp, lateness, case
                when is_due then 'due'
                when tombstones > 0 and live_rows = 0 then 'restored'
                when {same} then 'unstamped_update'
                when live_rows > 0 and stamp < before then 'backdated'
                when lateness <= {heal.late_cap_seconds} then 'late'
                else 'backdated' end as reason
            from measured
        )
        select row_key, reason, stamp,
            case when reason = 'late' then greatest(lateness, 0) end as lateness_seconds
        from reasoned"""


def find_buried(heal: Heal) -> str:
    """Return the statement that says of each row that goes that it was hard-deleted."""
    table = heal.load.table
    stamp = f"l.{sql.quote(table.cursor)}" if table.cursor else "cast(null as timestamp)"
    reason = "due" if heal.is_read_whole else "hard_deleted"
    return (
        f"create or replace temp table _sweep_healed as select coalesce("
        f"{KeySql(table).source_key('l.')}, {KeySql(table).landed('l.')}) as row_key, "
        f"'{reason}' as reason, {stamp} as stamp, cast(null as double) as lateness_seconds "
        f"from {sql.landing(table)} as l where l.rowid in (select landing_row from {sql.GONE})"
    )


def keep_misses(heal: Heal) -> str:
    """Return the statement that notes the misses among what was healed."""
    facts = (
        f"{text(heal.load.run_id)} as run_id, {text(heal.load.table.name)} as table_name, "
        f"{moment(heal.load.loaded_at)} as found_at"
    )
    return (
        f"insert into ops.misses by name select {facts}, * from {sweep_sql.HEALED} "
        "where reason <> 'due'"
    )


def condemn(table: LandingTable, run_id: str) -> str:
    """Return the statement that keeps the gone until the table's sweep is complete."""
    name = text(table.name)
    return (
        f"insert into ops.sweep_gone select {name}, g.key, {text(run_id)} from {sweep_sql.GONE} "
        f"as g where not exists (select 1 from ops.sweep_gone as k where k.table_name = {name} "
        "and k.row_key is not distinct from g.key)"
    )


def find_condemned(table: LandingTable) -> str:
    """Return the statement that finds the live rows that are kept as gone."""
    is_live = "not coalesce(l.deleted, false)" if table.has_soft_delete else "true"
    return (
        f"create or replace temp table _gone as select l.rowid as landing_row, {is_live} as "
        f"is_live, {KeySql(table).source_key('l.')} as source_key, k.run_id "
        f"from {sql.landing(table)} as l join ops.sweep_gone as k "
        f"on k.row_key is not distinct from {KeySql(table).landed('l.')} "
        f"where l._removed_at is null and k.table_name = {text(table.name)}"
    )


def pardon(table: LandingTable, run_id: str) -> str:
    """Return the statement that forgets keys kept by other runs that the source has."""
    return (
        f"delete from ops.sweep_gone as k using (select {KeySql(table).incoming()} as key "
        f"from {sql.INCOMING}) as f where k.table_name = {text(table.name)} "
        f"and k.run_id <> {text(run_id)} and k.row_key is not distinct from f.key"
    )


def spare(table: str) -> str:
    """Return the statement that forgets what is kept of a table."""
    return f"delete from ops.sweep_gone where table_name = {text(table)}"


def _insert(connection: _Connection, table: str, row: Mapping[str, Any]) -> None:
    plain = {
        name: naive(value) if isinstance(value, datetime) else value for name, value in row.items()
    }
    with incoming(connection, _ROWS, pl.DataFrame([plain], infer_schema_length=None)):
        connection.execute(f"insert into {table} by name from {_ROWS}")
