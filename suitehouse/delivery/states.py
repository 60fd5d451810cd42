"""States of what loads have changed, as `ops.table_loads` tells, and the loads since one of them.

Each pass notes a load for every table, so there are millions in time: they are counted where they
are, and read only from a state on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from suitehouse.warehouses.protocol import ArrowReadable

LOADS: Final = "table_loads"
_STATES: Final = """
    select table_name, count(*) filter (is_change) as loads,
        arg_max(run_id, place) filter (is_change) as run_id
    from (
        select table_name, run_id, rowid as place,
            coalesce(rows_changed + rows_removed > 0, false) as is_change
        from ops.table_loads where absent is not true
    ) group by table_name"""
_CHANGES: Final = """
    select l.run_id, l.mode = 'full' or e.erasure_id is not null as rewrites
    from ops.table_loads as l left join ops.erasures as e on e.erasure_id = l.run_id
    where l.table_name = ? and l.absent is not true and l.rows_changed + l.rows_removed > 0
    order by l.rowid offset ?"""
_NOTED: Final = "select count(*) as loads, arg_max(run_id, rowid) as run_id from ops.table_loads"
# The run that was last known comes again: more of it may have been noted since.
_NOTED_SINCE: Final = """
    select run_id, false as rewrites
    from (select run_id, rowid as place from ops.table_loads order by rowid offset ?)
    group by run_id order by min(place)"""


@dataclass(frozen=True, slots=True)
class LoadMark:
    """A load that changed a relation; one that rewrote it tells no rows apart."""

    run_id: str
    rewrites: bool


# Of a state: none where it is not one that the relation was in.
LoadsSince = Callable[[str], Sequence[LoadMark]]


def states_of_tables(writer: ArrowReadable) -> Mapping[str, str]:
    """Return the state of each table that was loaded: how many loads changed it, and the last."""
    return {row["table_name"]: _state(row) for row in writer.read(_STATES).to_pylist()}


def loads_since(writer: ArrowReadable, table: str, state: str) -> Sequence[LoadMark]:
    """Return the loads that changed a table after a state."""
    return _since(writer, _CHANGES, [table], state)[1:]


def state_of_loads(writer: ArrowReadable) -> str:
    """Return the state of `ops.table_loads` itself, to which rows are only ever added."""
    return _state(writer.read(_NOTED).to_pylist()[0])


def runs_since(writer: ArrowReadable, state: str) -> Sequence[LoadMark]:
    """Return the runs that noted loads after a state, and the last before it."""
    return _since(writer, _NOTED_SINCE, [], state)


def _state(row: Mapping[str, Any]) -> str:
    return f"{row['loads']} {row['run_id']}" if row["loads"] else "0"


def _since(
    writer: ArrowReadable, query: str, parameters: Sequence[object], state: str
) -> Sequence[LoadMark]:
    """The marks from the last of a state on; none where that is another."""
    count, _, run_id = state.partition(" ")
    if not run_id or not count.isdigit():
        return ()
    rows = writer.read(query, [*parameters, int(count) - 1]).to_pylist()
    if not rows or rows[0]["run_id"] != run_id:
        return ()
    return tuple(LoadMark(row["run_id"], row["rewrites"]) for row in rows)
