"""What `ops.quarantine` holds: read for people, and asked of the source once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from suitehouse.contracts.model import TableContract
from suitehouse.misfits import RowKey, parsed_key
from suitehouse.warehouses.protocol import ArrowReadable

_IS_MADE: Final = """
    select 1 from information_schema.tables
    where table_schema = 'ops' and table_name = 'quarantine'
"""
_OPEN: Final = """
    select table_name, row_key, column_name, reason, row_count, is_rest, run_id, noticed_at
    from ops.quarantine
    where resolved_at is null
    order by table_name, reason, column_name, is_rest, row_key
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """An open entry: the rows that it stands for, and what landing does not hold of them.

    `row_key` is None for rows whose key is NULL, and for rows that are only counted, of which
    `is_rest` says that there was no room for entries of their own. Without a column the whole row
    did not land.
    """

    table: str
    row_key: str | None
    column: str | None
    reason: str
    rows: int
    is_rest: bool
    run_id: str
    noticed_at: datetime

    @property
    def identity(self) -> tuple[object, ...]:
        """What is the same of an entry as long as it is open."""
        return self.table, self.row_key, self.column, self.reason, self.is_rest, self.run_id


@dataclass(frozen=True, slots=True)
class EntryCount:
    """How many rows of a table are in quarantine for a reason, over how many columns."""

    table: str
    reason: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Replay:
    """The open entries before and after their rows were read again."""

    before: tuple[Entry, ...]
    after: tuple[Entry, ...]

    def counts(self) -> tuple[ReplayCount, ...]:
        """Return by table how many entries were closed and how many are open, in name order."""
        before, after = (
            Counter(entry.table for entry in each) for each in (self.before, self.after)
        )
        known = {entry.identity for entry in self.before}
        still = Counter(entry.table for entry in self.after if entry.identity in known)
        return tuple(
            ReplayCount(table, before[table] - still[table], after[table])
            for table in sorted({*before, *after})
        )


@dataclass(frozen=True, slots=True)
class ReplayCount:
    """What a replay came to for one table, in entries."""

    table: str
    closed: int
    open: int


def open_entries(warehouse: ArrowReadable, tables: Sequence[str] = ()) -> tuple[Entry, ...]:
    """Return the open entries of these tables, of all where none is named; in a fixed order.

    Raises:
        WarehouseError: The warehouse cannot be read.
    """
    if not warehouse.read(_IS_MADE).num_rows:
        return ()  # no pass of this version has written the warehouse yet
    entries = (_entry(row) for row in warehouse.read(_OPEN).to_pylist())
    return tuple(entry for entry in entries if not tables or entry.table in tables)


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        table=row["table_name"],
        row_key=row["row_key"],
        column=row["column_name"],
        reason=row["reason"],
        rows=row["row_count"],
        is_rest=row["is_rest"],
        run_id=row["run_id"],
        noticed_at=row["noticed_at"].replace(tzinfo=UTC),
    )


def counted(entries: Sequence[Entry]) -> tuple[EntryCount, ...]:
    """Return the entries counted by table and reason, in their order.

    A row with misfits in two columns counts in both.
    """
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.table, entry.reason), []).append(entry)
    return tuple(
        EntryCount(
            table,
            reason,
            tuple(sorted({entry.column for entry in group if entry.column})),
            sum(entry.rows for entry in group),
        )
        for (table, reason), group in groups.items()
    )


def keys_to_ask(
    entries: Sequence[Entry], contracts: Mapping[str, TableContract]
) -> Mapping[str, Sequence[RowKey]]:
    """Return by table the keys of its entries; none where one of them names no row.

    Entries of tables that have no contract any more are left alone.
    """
    asked: dict[str, list[RowKey]] = {}
    unnamed: set[str] = set()
    for entry in entries:
        if entry.table not in contracts:
            continue
        keys = asked.setdefault(entry.table, [])
        if entry.row_key is None:
            unnamed.add(entry.table)
        else:
            keys.append(parsed_key(entry.row_key, len(contracts[entry.table].key)))
    return {
        table: () if table in unnamed else tuple(dict.fromkeys(keys))
        for table, keys in asked.items()
    }
