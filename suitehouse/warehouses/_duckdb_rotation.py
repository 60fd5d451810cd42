"""Carries over into a new warehouse file what a load from the source cannot give it.

Both files are DuckDB's; the new one was loaded with another masking key. Everything may be done
again after a kill: what was carried before is carried anew from the file that is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import duckdb

from suitehouse.warehouses import _duckdb_rotation_sql as rotation_sql
from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses._duckdb_files import attach_file
from suitehouse.warehouses._duckdb_history_sql import HistorySql
from suitehouse.warehouses._duckdb_incoming import alone
from suitehouse.warehouses._duckdb_ledger import first_row, first_value
from suitehouse.warehouses._duckdb_rotation_sql import FORMER, Columns, HistoryCarrySql
from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.protocol import LandingTable

Faults = Callable[[str], AbstractContextManager[None]]
Transaction = Callable[[], AbstractContextManager[None]]
_Connection = duckdb.DuckDBPyConnection
_Tables = Mapping[tuple[str, str], Columns]  # columns by schema and table

# Made anew with the new key, or void since landing is loaded anew.
_ANEW: Final = {
    "keys",
    "sources",
    "watermarks",
    "load_positions",
    "sweep_positions",
    "sweep_gone",
    "histories",
}
# Logs of runs: the new file's own rows follow those of the former one.
_LOGS: Final = {
    "runs",
    "table_loads",
    "schema_changes",
    "clocks",
    "overlaps",
    "sweeps",
    "misses",
    "quarantine",
}
# What passes keep up to date from then on.
_ONCE: Final = {"source_columns", "long_rows"}


@dataclass(frozen=True, slots=True)
class Handover:
    """From which key to which, when, and by which run."""

    former_key_id: str
    key_id: str
    at: datetime
    run_id: str


class DuckDbSuccession:
    """The former file, attached to the connection of the new one."""

    def __init__(
        self,
        connection: _Connection,
        faults: Faults,
        transaction: Transaction,
        handover: Handover,
    ) -> None:
        self._connection = connection
        self._faults = faults
        self._transaction = transaction
        self._handover = handover

    def carry_notes(self) -> None:
        """Bring over what `ops` remembers and `recon` decided; called before the first load."""
        with self._faults("carrying over what is noted"), self._transaction():
            for (schema, table), columns in self._former.items():
                if schema == "recon" or (schema == "ops" and table not in _ANEW):
                    self._carry_note(schema, table, columns)

    def carry_table(self, table: LandingTable, clock: datetime) -> None:
        """Bring over the tombstones and the history of a table that was loaded.

        A row that the source has lost since it landed becomes a tombstone. Versions go on where
        the row is as it was but for tokens; what differs otherwise opens one at its stamp, or at
        `clock`, the source's.
        """
        with self._faults(f"carrying over {table.name}"), self._transaction():
            self._connection.execute(rotation_sql.forget_tombstones(table))
            if landed := self._former.get(("landing", table.name)):
                self._connection.execute(
                    rotation_sql.carry_gone(table, landed, self._former_id, self._facts)
                )
            versions = self._former.get(("history", table.name))
            if versions and self._keeps_history(table):
                self._carry_history(table, versions, clock)

    def carry_rest(self, loaded: Collection[LandingTable]) -> tuple[str, ...]:
        """Copy the tables that no load made anew, and return their names.

        They are tables that the source lacks or no contract describes, and ended histories.
        """
        with self._faults("carrying over other tables"), self._transaction():
            names = {table.name for table in loaded}
            kept = {table.name for table in loaded if self._keeps_history(table)}
            copied = []
            for (schema, table), columns in self._former.items():
                made = {"landing": names, "history": kept}.get(schema)
                if made is None or table in made:
                    continue
                self._copy(schema, table, columns)
                copied.append(f"{schema}.{table}")
            self._carry_histories([name[8:] for name in copied if name.startswith("history.")])
        return tuple(copied)

    @property
    def _former_id(self) -> str:
        return self._handover.former_key_id

    @property
    def _facts(self) -> tuple[str, str]:
        return sql.moment(self._handover.at), sql.text(self._handover.run_id)

    @cached_property
    def _former(self) -> _Tables:
        return _tables(self._connection, former=True)

    @cached_property
    def _own(self) -> _Tables:
        return _tables(self._connection)

    def _carry_note(self, schema: str, table: str, columns: Columns) -> None:
        own = self._own.get((schema, table))
        if own is None:
            self._connection.execute(rotation_sql.make(schema, table, columns))
            own = columns
        shared = {name: kind for name, kind in columns.items() if name in own}
        rows = rotation_sql.copied(schema, table, shared, self._former_id)
        insert = rotation_sql.insert(schema, table, rows)
        if schema == "ops" and table in _LOGS:
            self._carry_log(table, insert)
            return
        if schema == "ops" and table in _ONCE:
            if not self._count(rotation_sql.count(schema, table)):
                self._connection.execute(insert)
            return
        self._connection.execute(rotation_sql.empty(schema, table))
        self._connection.execute(insert)

    def _carry_log(self, table: str, insert: str) -> None:
        """Put the former rows before the own ones, unless they are all there: order is kept."""
        carried = self._count(rotation_sql.count_carried(table))
        if carried == self._count(rotation_sql.count("ops", table, former=True)):
            return
        self._connection.execute(rotation_sql.keep_own(table))
        self._connection.execute(rotation_sql.empty("ops", table))
        with alone(self._connection):
            self._connection.execute(insert)
            own = "select * from temp._own order by rowid"
            self._connection.execute(rotation_sql.insert("ops", table, own))
        self._connection.execute("drop table temp._own")

    def _carry_history(self, table: LandingTable, columns: Columns, clock: datetime) -> None:
        carry = HistoryCarrySql(table, columns, self._former_id)
        compared = (set(HistorySql(table).versioned) & columns.keys()) - self._keyed(table, columns)
        self._connection.execute(carry.find_pairs(compared, sql.moment(clock)))
        self._connection.execute(carry.forget())
        with alone(self._connection):
            for statement in (carry.carry_ended(), carry.end(), carry.last()):
                self._connection.execute(statement)
        self._connection.execute("drop table temp._pair")
        self._connection.execute(rotation_sql.continue_begin())

    def _keyed(self, table: LandingTable, former: Columns) -> set[str]:
        """The columns that hold tokens on either side: values that differ tell nothing."""
        landed = {column.name: column.type for column in table.columns}
        return {
            *self._with_tokens("landing", table.name, landed, self._handover.key_id),
            *self._with_tokens("history", table.name, former, self._former_id, former=True),
        } & landed.keys()

    def _with_tokens(
        self, schema: str, table: str, columns: Columns, key_id: str, *, former: bool = False
    ) -> list[str]:
        query = rotation_sql.has_tokens(schema, table, columns, key_id, former=former)
        found = first_row(self._connection, query)
        return [name for name, is_found in zip(columns, found, strict=True) if is_found]

    def _keeps_history(self, table: LandingTable) -> bool:
        if not (table.history and table.history.is_kept):
            return False
        return ("history", table.name) in self._own

    def _copy(self, schema: str, table: str, columns: Columns) -> None:
        self._connection.execute(rotation_sql.drop(schema, table))
        self._connection.execute(rotation_sql.make(schema, table, columns))
        rows = rotation_sql.copied(schema, table, columns, self._former_id)
        self._connection.execute(rotation_sql.insert(schema, table, rows))

    def _carry_histories(self, tables: list[str]) -> None:
        for table in tables:
            where = f"table_name = {sql.text(table)}"
            self._connection.execute(f"delete from ops.histories where {where}")  # noqa: S608 - a quoted name
            self._connection.execute(
                f"insert into ops.histories by name select * from {FORMER}.ops.histories "  # noqa: S608 - as above
                f"where {where}"
            )

    def _count(self, query: str) -> int:
        return first_value(self._connection, query)


@contextmanager
def attached(connection: _Connection, former: Path, key: FileKey | None) -> Iterator[None]:
    """Have the former file, of the same key, beside the new one for the length of the block."""
    attach_file(connection, former, FORMER, key, options=("read_only",))
    try:
        yield
    finally:
        connection.execute(f"detach {FORMER}")


def columns_with_tokens(connection: _Connection, key_id: str) -> tuple[str, ...]:
    """Return the columns in which a token of a key is left, as `schema.table.column`."""
    found = []
    for (schema, table), columns in _tables(connection).items():
        query = rotation_sql.has_tokens(schema, table, columns, key_id)
        flags = first_row(connection, query)
        found += [
            f"{schema}.{table}.{name}"
            for name, is_found in zip(columns, flags, strict=True)
            if is_found
        ]
    return tuple(found)


def _tables(connection: _Connection, *, former: bool = False) -> _Tables:
    """The base tables of the new file, or of the former one, with their columns."""
    rows: list[Any] = connection.execute(rotation_sql.COLUMNS).fetchall()
    tables: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for database, schema, table, column, kind in rows:
        if (database == FORMER) is former:
            tables[schema, table][column] = kind
    return tables
