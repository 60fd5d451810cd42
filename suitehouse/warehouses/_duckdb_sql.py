"""The SQL that DuckDB is sent, as pure text. Landing tables have no key or index.

Keys compare byte by byte. The source's collation may take more keys for one than we do, never
fewer, and which ones only its server knows. Every identifier goes through `quote`; the two literals
are our own.
"""

# ruff: noqa: S608 - names are quoted by `quote`, the two literals are our own

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from suitehouse.contracts.shape import LandingColumn
from suitehouse.warehouses._duckdb_casts import cast
from suitehouse.warehouses.protocol import BOOKKEEPING, DIGEST_COLUMN, LandingLoad, LandingTable

INCOMING: Final = "_incoming"
STAGE: Final = "temp._stage"
GONE: Final = "temp._gone"
REPEATED: Final = "temp._repeated"
SCHEMAS: Final = ("landing", "history", "staging", "marts", "recon", "ops")


def quote(name: str) -> str:
    """Return a name as a quoted identifier."""
    return '"' + name.replace('"', '""') + '"'


def landing(table: LandingTable) -> str:
    """Return the qualified name of a landing table."""
    return f"landing.{quote(table.name)}"


def all_columns(table: LandingTable) -> tuple[LandingColumn, ...]:
    """Return a landing table's columns with our own at the end."""
    return (*table.columns, *BOOKKEEPING)


def create_table(table: LandingTable) -> str:
    """Return the statement that makes a landing table."""
    columns = ", ".join(f"{quote(column.name)} {column.type}" for column in all_columns(table))
    return f"create table {landing(table)} ({columns})"


def add_column(table: LandingTable, column: LandingColumn) -> str:
    """Return the statement that adds a column, NULL in the rows there are."""
    return f"alter table {landing(table)} add column {quote(column.name)} {column.type}"


def change_type(table: LandingTable, column: LandingColumn) -> str:
    """Return the statement that gives a column another type; values that don't fit become NULL."""
    name = quote(column.name)
    return (
        f"alter table {landing(table)} alter column {name} "
        f"set data type {column.type} using try_cast({name} as {column.type})"
    )


def drop_column(table: LandingTable, name: str) -> str:
    """Return the statement that removes a column that may no longer land, with its values."""
    return f"alter table {landing(table)} drop column {quote(name)}"


def insert_incoming(load: LandingLoad, present: set[str]) -> str:
    """Return the statement that casts incoming text into an empty landing table."""
    table = load.table
    loaded_at, run_id = facts(load)
    return (
        f"insert into {landing(table)} ({_names(table)}) select {_casts(table, present)}, "
        f"{loaded_at}, {run_id}, {DIGEST_COLUMN}, null, null from {INCOMING}"
    )


def stage_incoming(table: LandingTable, present: set[str]) -> str:
    """Return the statement that casts incoming text into a temporary table."""
    return (
        f"create or replace temp table _stage as "
        f"select {_casts(table, present)}, {DIGEST_COLUMN} from {INCOMING}"
    )


def find_repeated(table: LandingTable, target: str, key: str, where: str = "true") -> str:
    """Return the statement that lists all but each key's latest row, of those that `where` names.

    Of rows with the same stamp it is always the same one that stays. `key` is the expression for a
    row's key as text.
    """
    keys = key_columns(table)
    latest = f"{quote(table.cursor)} desc nulls last, " if table.cursor else ""
    return (
        f"create or replace temp table _repeated as select target_row, row_key from ("
        f"select rowid as target_row, {key} as row_key, row_number() over (partition by {keys} "
        f"order by {latest}{DIGEST_COLUMN}, rowid desc) as version from {target} "
        f"where {where}) where version > 1"
    )


def drop_repeated(target: str) -> str:
    """Return the statement that takes the listed rows out."""
    return f"delete from {target} where rowid in (select target_row from {REPEATED})"


def count_doubled(table: LandingTable) -> str:
    """Return the query for how many keys are on several live landing rows."""
    return f"select count(*) from ({_doubled(table)})"


def join_doubled(table: LandingTable) -> tuple[str, str, str]:
    """Return the statements that leave one row of each doubled key, as one that has changed.

    Without its digest it is unlike every staged row, so the source's row takes its place.
    """
    keys = key_columns(table)
    forget = (
        f"update {landing(table)} set {DIGEST_COLUMN} = null "
        f"where _removed_at is null and ({keys}) in ({_doubled(table)})"
    )
    target = landing(table)
    find = find_repeated(table, target, "null", "_removed_at is null")
    return forget, find, drop_repeated(target)


def _doubled(table: LandingTable) -> str:
    keys = key_columns(table)
    return (
        f"select {keys} from {landing(table)} where _removed_at is null "
        "group by all having count(*) > 1"
    )


def drop_unchanged(load: LandingLoad) -> str:
    """Return the statement that unstages rows that landing has with the same digest.

    Where all rows were read, they are also compared by what is redacted: that changes with the
    people whom the CRM knows. In a window it would look like a row that was stamped late.
    """
    table = load.table
    redacted = table.redacted if load.mode != "window" else ()
    same = "".join(
        f" and s.{quote(name)} is not distinct from l.{quote(name)}" for name in redacted
    )
    return (
        f"delete from {STAGE} as s using {landing(table)} as l where {_same_key(table)} "
        f"and s.{DIGEST_COLUMN} = l.{DIGEST_COLUMN} and l._removed_at is null{same}"
    )


def replace_staged(load: LandingLoad) -> tuple[str, str]:
    """Return the statements that take the staged rows' old versions out and put the new ones in."""
    table = load.table
    loaded_at, run_id = facts(load)
    columns = ", ".join(quote(column.name) for column in table.columns)
    delete = f"delete from {landing(table)} as l using {STAGE} as s where {_same_key(table)}"
    insert = (
        f"insert into {landing(table)} ({_names(table)}) "
        f"select {columns}, {loaded_at}, {run_id}, {DIGEST_COLUMN}, null, null from {STAGE}"
    )
    return delete, insert


def find_gone(table: LandingTable) -> str:
    """Return the statement that lists live landing rows that the stage, a whole table, lacks."""
    is_live = "not coalesce(l.deleted, false)" if table.has_soft_delete else "true"
    return (
        f"create or replace temp table _gone as select l.rowid as landing_row, {is_live} as "
        "is_live "
        f"from {landing(table)} as l where l._removed_at is null "
        f"and not exists (select 1 from {STAGE} as s where {_same_key(table)})"
    )


def live_digests(table: LandingTable) -> str:
    """Return the query for the digests of a table's live rows."""
    return f"select {DIGEST_COLUMN} from {landing(table)} where _removed_at is null"


def count_unknown(table: LandingTable) -> str:
    """Return the query for how many incoming digests no live row of landing has."""
    return (
        f"select count(*) from {INCOMING} as i anti join "
        f"({live_digests(table)}) as l on i.{DIGEST_COLUMN} = l.{DIGEST_COLUMN}"
    )


def count_staged() -> str:
    """Return the query for how many rows are staged."""
    return f"select count(*) from {STAGE}"


def earliest_staged(cursor: str) -> str:
    """Return the query for the earliest stamp of the staged rows; zero dates count as none."""
    return f"select min({quote(cursor)}) from {STAGE} where {quote(cursor)} >= '1000-01-01'"


def empty(table: LandingTable) -> str:
    """Return the statement that removes every row of a landing table."""
    return f"delete from {landing(table)}"


def count_gone() -> str:
    """Return the query for how many rows are gone, and how many of them were not soft-deleted."""
    return f"select count(*), count(*) filter (where is_live) from {GONE}"


def count_live(table: LandingTable) -> str:
    """Return the query for landing rows without tombstones, and those not soft-deleted either."""
    is_live = "not coalesce(deleted, false)" if table.has_soft_delete else "true"
    return (
        f"select count(*), count(*) filter (where {is_live}) from {landing(table)} "
        "where _removed_at is null"
    )


def mark_gone(load: LandingLoad) -> str:
    """Return the statement that turns gone rows into tombstones."""
    loaded_at, run_id = facts(load)
    return (
        f"update {landing(load.table)} set _removed_at = {loaded_at}, "
        f"_removed_reason = 'hard_deleted', _loaded_at = {loaded_at}, _run_id = {run_id} "
        f"where rowid in (select landing_row from {GONE})"
    )


def clear_tombstones(load: LandingLoad) -> str:
    """Return the statement that empties treated columns of tombstones from earlier passes."""
    _, run_id = facts(load)
    emptied = ", ".join(f"{quote(name)} = null" for name in load.table.treated)
    return (
        f"update {landing(load.table)} set {emptied} "
        f"where _removed_at is not null and _run_id <> {run_id}"
    )


def count_values(table: LandingTable, target: str) -> str:
    """Return the query for how many values each cast column holds; names as in `cast_columns`."""
    counts = ", ".join(f"count({quote(name)})" for name in cast_columns(table))
    return f"select {counts} from {target}"


def cast_columns(table: LandingTable) -> list[str]:
    """Return the columns whose text is cast, so that values may not fit."""
    return [column.name for column in table.columns if column.type != "VARCHAR"]


def facts(load: LandingLoad) -> tuple[str, str]:
    """When and by which pass rows are written, as literals; bound parameters would load pandas."""
    return moment(load.loaded_at), text(load.run_id)


def written(load: LandingLoad) -> str:
    """Return the relation of the landing rows that a load wrote."""
    loaded_at, run_id = facts(load)
    return (
        f"(select * from {landing(load.table)} "
        f"where _loaded_at = {loaded_at} and _run_id = {run_id})"
    )


def moment(at: datetime) -> str:
    """Return a time as a literal, in UTC without zone."""
    return f"timestamp '{at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"


def text(value: str) -> str:
    """Return a value of our own as a literal."""
    return "'" + value.replace("'", "''") + "'"


def _names(table: LandingTable) -> str:
    return ", ".join(quote(column.name) for column in all_columns(table))


def _casts(table: LandingTable, present: set[str]) -> str:
    named = ((column, quote(column.name)) for column in table.columns)
    return ", ".join(
        f"{cast(column, name) if column.name in present else f'cast(null as {column.type})'} "
        f"as {name}"
        for column, name in named
    )


def _same_key(table: LandingTable) -> str:
    return same_key(table, "s.", "l.")


def same_key(table: LandingTable, left: str, right: str) -> str:
    """Return the condition for two rows to have the same key."""
    names = map(quote, table.key)
    return " and ".join(f"{left}{name} is not distinct from {right}{name}" for name in names)


def key_columns(table: LandingTable) -> str:
    """Return the list of the columns that tell rows apart."""
    return ", ".join(map(quote, table.key))
