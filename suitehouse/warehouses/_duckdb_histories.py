"""Begins, follows and ends history tables as the contracts ask; `ops.histories` remembers it.

A history table has landing's columns, with the types that they have there. One whose contract no
longer asks for history keeps its versions, all of them ended; what may no longer land leaves it all
the same, and so do values that were treated in another way.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import duckdb

from suitehouse.contracts.shape import LandingColumn
from suitehouse.warehouses._duckdb_evolution import holds_all
from suitehouse.warehouses._duckdb_history_sql import COLUMNS, HistorySql
from suitehouse.warehouses._duckdb_ledger import insert_rows, naive
from suitehouse.warehouses._duckdb_sql import moment
from suitehouse.warehouses.protocol import HistoryPlan, LandingTable

_Connection = duckdb.DuckDBPyConnection
_Types = dict[tuple[str, str], dict[str, str]]
# Opens a version for every live row of a table, given when its last pass saw it.
Continue = Callable[[LandingTable, datetime], None]

_KNOWN: Final = "select table_name, begun_at, ended_at, treatments, hashed_by from ops.histories"
_FORGET: Final = "delete from ops.histories where table_name in (select table_name from _rows)"
_REMEMBER: Final = "insert into ops.histories by name from _rows"
_LANDED: Final = "select table_name, snapshot_at, fingerprint from ops.watermarks"
# How values were made is not known: the next load of the whole table makes them anew.
_UNKNOWN: Final = ""


@dataclass(frozen=True, slots=True)
class History:
    """A row of `ops.histories`.

    `begun_at` is the source snapshot from which on versions are kept, None until rows land;
    `treatments` say by column how the values of versions were made, `hashed_by` what hashed the
    states of the open ones.
    """

    table: str
    begun_at: datetime | None
    ended_at: datetime | None
    treatments: Mapping[str, str]
    hashed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """How all values and hashes of a table's open versions are made, from a snapshot on."""

    at: datetime
    treatments: Mapping[str, str]
    hashed_by: str


class Histories:
    """The history tables of a warehouse, inside the caller's transaction."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    def is_kept(self, table: str) -> bool:
        """Return whether versions of a table are kept from pass to pass."""
        known = self._known().get(table)
        return known is not None and known.ended_at is None

    def treatments(self, table: str) -> Mapping[str, str]:
        """Return how the values of a table's versions were made, by column."""
        known = self._known().get(table)
        return known.treatments if known else {}

    def hashed_by(self, table: str) -> str | None:
        """Return what hashed the states of a table's open versions."""
        known = self._known().get(table)
        return known.hashed_by if known else None

    def note_made(self, table: str, made: Made) -> None:
        """Note how all values and hashes of a table are made now."""
        known = self._known()[table]
        now = replace(
            known,
            begun_at=known.begun_at or made.at,
            treatments=made.treatments,
            hashed_by=made.hashed_by,
        )
        if now != known:
            self._remember(now)

    def note_hasher(self, table: str, hashed_by: str) -> None:
        """Note what hashes the states of a table's open versions now."""
        self._remember(replace(self._known()[table], hashed_by=hashed_by))

    def follow(self, tables: Collection[LandingTable], begin: Continue) -> tuple[str, ...]:
        """Make and alter history tables as landing is now; return those that are no longer kept."""
        known = self._known()
        planned = [
            (table, table.history)
            for table in tables
            if table.history is not None and (table.history.is_kept or table.name in known)
        ]
        if not planned:
            return ()
        types = self._types()
        ended = []
        for table, plan in planned:
            is_there = ("history", table.name) in types
            if not (plan.is_kept or is_there):  # somebody dropped it
                continue
            for statement in _evolution(table, types, is_kept=plan.is_kept):
                self._connection.execute(statement)
            history = known.get(table.name) if is_there else None
            if plan.is_kept:
                self._keep(table, plan, history, begin)
            elif history is not None and self._end(table, plan, history):
                ended.append(table.name)
        return tuple(ended)

    def _keep(
        self, table: LandingTable, plan: HistoryPlan, history: History | None, begin: Continue
    ) -> None:
        if history is not None and history.ended_at is None:
            self._forget_remade(table, plan, history, "_valid_to is not null")
            return
        if history is not None:
            self._forget_remade(table, plan, history, "true")
        snapshot_at, fingerprint = self._landed().get(table.name, (None, None))
        if snapshot_at is None or fingerprint != plan.fingerprint:
            self._remember(History(table.name, None, None, {}))
            return
        begin(table, snapshot_at)
        self._remember(History(table.name, snapshot_at, None, plan.treatments))

    def _end(self, table: LandingTable, plan: HistoryPlan, history: History) -> bool:
        """End a history; return whether it was still kept. No load will make its values anew."""
        self._forget_remade(table, plan, history, "true")
        if history.ended_at is not None:
            return False
        snapshot_at, _ = self._landed().get(table.name, (None, None))
        ended_at = snapshot_at or history.begun_at
        if ended_at is None:  # no row has ever landed
            return False
        self._connection.execute(HistorySql(table).close_all(moment(ended_at)))
        self._remember(replace(self._known()[table.name], ended_at=ended_at))
        return True

    def _forget_remade(
        self, table: LandingTable, plan: HistoryPlan, history: History, where: str
    ) -> None:
        """Empty the columns whose treatment is another now: the source has no values of before."""
        remade = {
            name
            for name, made in history.treatments.items()
            if name in plan.treatments and made not in {_UNKNOWN, plan.treatments[name]}
        }
        left = {name: made for name, made in history.treatments.items() if name in plan.treatments}
        if remade:
            self._connection.execute(HistorySql(table).empty_columns(remade, where))
        if remade or left != history.treatments:
            unknown = dict.fromkeys(remade, _UNKNOWN)
            self._remember(replace(history, treatments={**left, **unknown}))

    def _known(self) -> dict[str, History]:
        rows = self._connection.execute(_KNOWN).fetchall()
        return {
            table: History(table, _aware(begun), _aware(ended), json.loads(treatments), hashed_by)
            for table, begun, ended, treatments, hashed_by in rows
        }

    def _landed(self) -> dict[str, tuple[datetime | None, str | None]]:
        rows = self._connection.execute(_LANDED).fetchall()
        return {table: (_aware(at), shape) for table, at, shape in rows}

    def _types(self) -> _Types:
        types: _Types = defaultdict(dict)
        for schema, table, column, kind in self._connection.execute(COLUMNS).fetchall():
            types[schema, table][column] = kind
        return types

    def _remember(self, history: History) -> None:
        row = {
            "table_name": history.table,
            "begun_at": naive(history.begun_at),
            "ended_at": naive(history.ended_at),
            "treatments": json.dumps(history.treatments, sort_keys=True),
            "hashed_by": history.hashed_by,
        }
        insert_rows(self._connection, _REMEMBER, [row], forget=_FORGET)


def _evolution(table: LandingTable, types: _Types, *, is_kept: bool) -> Iterator[str]:
    landed = types["landing", table.name]
    columns = tuple(LandingColumn(each.name, landed[each.name]) for each in table.columns)
    history = HistorySql(replace(table, columns=columns))
    existing = types.get(("history", table.name))
    if existing is None:
        yield history.create()
        return
    described = {column.name for column in history.columns}
    for name in existing:
        if name not in described:
            yield history.drop_column(name)
    for column in history.columns if is_kept else ():
        if column.name not in existing:
            yield history.add_column(column)
        elif not holds_all(existing[column.name], column.type):
            yield history.change_type(column)


def _aware(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(tzinfo=UTC)
