"""The SQL that carries one warehouse file over into another that has a new masking key.

The file that is left is attached as `former`. Of its text, whatever holds a token of the former key
is NULL on the way: without the value it was made of, no token of the new key can be made for it.
"""

# ruff: noqa: S608 - names are quoted by `quote`, literals by `text` and `moment`

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from suitehouse.warehouses._duckdb_sql import landing, quote, same_key, text
from suitehouse.warehouses.protocol import LandingTable

FORMER: Final = "former"
Columns = Mapping[str, str]  # type by name, in the table's order

COLUMNS: Final = """
    select database_name, schema_name, table_name, column_name, data_type
    from duckdb_columns()
    where database_name in (current_database(), 'former') and not internal
        and (database_name, schema_name, table_name) in
            (select (database_name, schema_name, table_name) from duckdb_tables())
    order by database_name, schema_name, table_name, column_index
"""


def attach(path: str) -> str:
    """Attach the file that is left, to be read."""
    return f"attach {text(path)} as {FORMER} (read_only)"


def holds_token(column: str, kind: str, key_id: str) -> str:
    """Whether a value holds a token of a key; other kinds than text cannot."""
    if "VARCHAR" not in kind:
        return "false"
    value = column if kind == "VARCHAR" else f"cast({column} as varchar)"
    return f"coalesce(contains({value}, {text(f':{key_id}:')}), false)"


def without_token(column: str, kind: str, key_id: str) -> str:
    """A value, NULL where it holds a token of a key."""
    if "VARCHAR" not in kind:
        return column
    return f"case when {holds_token(column, kind, key_id)} then null else {column} end"


def copied(schema: str, table: str, columns: Columns, key_id: str) -> str:
    """The rows of a table of the former file, without its tokens, in the order of writing."""
    values = ", ".join(
        f"{without_token(quote(name), kind, key_id)} as {quote(name)}"
        for name, kind in columns.items()
    )
    return f"select {values} from {FORMER}.{_qualified(schema, table)} order by rowid"


def make(schema: str, table: str, columns: Columns) -> str:
    """Make a table as the former file has it."""
    described = ", ".join(f"{quote(name)} {kind}" for name, kind in columns.items())
    return f"create table {_qualified(schema, table)} ({described})"


def drop(schema: str, table: str) -> str:
    """Drop a table that is made anew."""
    return f"drop table if exists {_qualified(schema, table)}"


def insert(schema: str, table: str, rows: str) -> str:
    """Add rows to a table by name."""
    return f"insert into {_qualified(schema, table)} by name {rows}"


def empty(schema: str, table: str) -> str:
    """Remove all rows of a table."""
    return f"delete from {_qualified(schema, table)}"


def count(schema: str, table: str, *, former: bool = False) -> str:
    """Count the rows of a table."""
    return f"select count(*) from {f'{FORMER}.' if former else ''}{_qualified(schema, table)}"


def keep_own(table: str) -> str:
    """Put aside the rows of a log that the former file's runs did not write."""
    name = _qualified("ops", table)
    return (
        f"create or replace temp table _own as select * from {name} "
        f"where run_id not in (select run_id from {FORMER}.{name}) order by rowid"
    )


def count_carried(table: str) -> str:
    """Count the rows of a log that the former file's runs wrote."""
    name = _qualified("ops", table)
    return f"select count(*) from {name} where run_id in (select run_id from {FORMER}.{name})"


def has_tokens(
    schema: str, table: str, columns: Columns, key_id: str, *, former: bool = False
) -> str:
    """Say of each column whether any of its values holds a token of a key."""
    found = ", ".join(
        f"coalesce(bool_or({holds_token(quote(name), kind, key_id)}), false)"
        for name, kind in columns.items()
    )
    return f"select {found} from {f'{FORMER}.' if former else ''}{_qualified(schema, table)}"


def forget_tombstones(table: LandingTable) -> str:
    """Remove tombstones that were carried before."""
    return f"delete from {landing(table)} where _removed_at is not null"


def carry_gone(table: LandingTable, columns: Columns, key_id: str, facts: tuple[str, str]) -> str:
    """Bring tombstones over, and as new ones the rows that the source has lost since.

    Rows of a table without a key cannot be told apart here: only its tombstones come. `facts` are
    the literals of moment and run.
    """
    moment, run_id = facts
    names = [column.name for column in table.columns if column.name in columns]
    values = [f"{_fitting(table, name, columns, key_id)} as {quote(name)}" for name in names]
    where = "f._removed_at is not null"
    if table.key:
        same = same_key(table, "l.", "f.")
        where = f"not exists (select 1 from {landing(table)} as l where {same})"
    own = (
        f"if(f._removed_at is null, {moment}, f._loaded_at) as _loaded_at, "
        f"if(f._removed_at is null, {run_id}, f._run_id) as _run_id, "
        f"cast(null as bigint) as _digest, coalesce(f._removed_at, {moment}) as _removed_at, "
        "coalesce(f._removed_reason, 'hard_deleted') as _removed_reason"
    )
    return (
        f"insert into {landing(table)} by name select {', '.join([*values, own])} "
        f"from {FORMER}.{landing(table)} as f where {where}"
    )


def carry_versions(table: LandingTable, columns: Columns, key_id: str) -> str:
    """Bring a history table's versions over; what they hold of the former key is NULL."""
    names = [column.name for column in table.columns if column.name in columns]
    values = [f"{_fitting(table, name, columns, key_id)} as {quote(name)}" for name in names]
    own = "f._valid_from as _valid_from, f._valid_to as _valid_to"
    name = f"history.{quote(table.name)}"
    return (
        f"insert into {name} by name select {', '.join([*values, own])} "
        f"from {FORMER}.{name} as f order by f.rowid"
    )


def continue_begin() -> str:
    """Let histories have begun when the former file's did, where those went on."""
    return (
        "update ops.histories as h set begun_at = f.begun_at "
        f"from {FORMER}.ops.histories as f where f.table_name = h.table_name "
        "and f.ended_at is null and f.begun_at is not null and h.ended_at is null"
    )


def _fitting(table: LandingTable, name: str, columns: Columns, key_id: str) -> str:
    kind = next(column.type for column in table.columns if column.name == name)
    value = without_token(f"f.{quote(name)}", columns[name], key_id)
    return value if kind == columns[name] else f"try_cast({value} as {kind})"


def _qualified(schema: str, table: str) -> str:
    return f"{quote(schema)}.{quote(table)}"
