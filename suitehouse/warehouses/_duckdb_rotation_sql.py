"""The SQL that carries one warehouse file over into another that has a new masking key.

The file that is left is attached as `former`. Of its text, whatever holds a token of the former key
is NULL on the way: without the value it was made of, no token of the new key can be made for it.
"""

# ruff: noqa: S608 - names are quoted by `quote`, literals by `text` and `moment`

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from suitehouse.warehouses._duckdb_history_sql import NEXT, HistorySql
from suitehouse.warehouses._duckdb_sql import key_columns, landing, quote, same_key, text
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


class HistoryCarrySql:
    """Writes the statements that carry one table's history over, by inserts alone.

    An update of all versions would hold them in memory. `_pair` has landing's live rows beside the
    lasting versions of the former file: whether they are the same state, and if not, since when.
    """

    def __init__(self, table: LandingTable, former: Columns, key_id: str) -> None:
        self._table = table
        self._former = former
        self._key_id = key_id
        self._history = HistorySql(table)
        self._from = f"{FORMER}.{self._history.name}"

    def find_pairs(self, compared: Collection[str], clock: str) -> str:
        """Match landing with lasting versions; `compared` columns say whether they are alike."""
        table = self._table
        keys = key_columns(table)
        live = f"(select *, rowid from {landing(table)} where _removed_at is null)"
        return (
            "create or replace temp table _pair as select l.rowid as landing_row, "
            f"f.rowid as open_row, f._valid_from as valid_from, {self._since(clock)} as since, "
            f"l.rowid is not null and f.rowid is not null and not ({self._differs(compared)}) "
            f"as is_same from {live} as l "
            f"full join (select *, rowid from {self._from} where _valid_to is null) as f "
            f"on {same_key(table, 'l.', 'f.')} left join (select {keys}, max(_valid_to) as until "
            f"from {self._from} where _valid_to is not null group by all) as e "
            f"on {same_key(table, 'l.', 'e.')}"
        )

    def forget(self) -> str:
        """Remove the versions that the load made."""
        return self._history.forget()

    def carry_ended(self) -> str:
        """Bring over the versions that had ended, without tokens."""
        return (
            f"insert into {self._history.name} by name select {self._values()}, "
            f"f._valid_from as _valid_from, f._valid_to as _valid_to from {self._from} as f "
            "where f._valid_to is not null"
        )

    def end(self) -> str:
        """Bring over the versions of rows that changed or went, and end them."""
        return (
            f"insert into {self._history.name} by name select {self._values()}, "
            f"f._valid_from as _valid_from, p.since as _valid_to from {self._from} as f "
            "join temp._pair as p on p.open_row = f.rowid where not p.is_same"
        )

    def last(self) -> str:
        """Let the versions of landing's rows last: since when they did, or opened anew."""
        values = ", ".join(f"l.{quote(column.name)}" for column in self._table.columns)
        return (
            f"insert into {self._history.name} by name select {values}, "
            "if(p.is_same, p.valid_from, p.since) as _valid_from, "
            f"{self._history.state('l.')} as _state from {landing(self._table)} as l "
            "join temp._pair as p on p.landing_row = l.rowid"
        )

    def _values(self) -> str:
        names = [column.name for column in self._table.columns if column.name in self._former]
        return ", ".join(
            f"{_fitting(self._table, name, self._former, self._key_id)} as {quote(name)}"
            for name in names
        )

    def _differs(self, compared: Collection[str]) -> str:
        pairs = [
            f"l.{quote(name)} is distinct from "
            f"{_fitting(self._table, name, self._former, self._key_id)}"
            for name in sorted(compared)
        ]
        return " or ".join(pairs) or "false"

    def _since(self, clock: str) -> str:
        """When another state began, as a pass would say; see `HistorySql.find_versions`."""
        stamp = self._history.stamp("l.")
        cursor = self._table.cursor
        before = self._history.stamp("f.") if cursor in self._former else "cast(null as timestamp)"
        until = f"coalesce(f._valid_from + {NEXT}, e.until)"
        return (
            f"case when l.rowid is not null and {stamp} <= {clock} "
            f"and coalesce({stamp} >= {until}, true) and coalesce({stamp} > {before}, true) "
            f"then {stamp} else greatest({clock}, {until}) end"
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
