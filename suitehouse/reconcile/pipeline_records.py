"""What the warehouse wrote down of its own work, read by SQL: captures, sweeps, quarantine, misses.

A warehouse of an earlier version lacks some of these tables; what it lacks reads as never noted.
Times are stored without a zone and mean UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from suitehouse.warehouses.protocol import ArrowReadable

_COLUMNS: Final = """
select table_schema, table_name, column_name
from information_schema.columns
where table_catalog = current_database() and table_schema in ('landing', 'ops')
"""


class PipelineRecords:
    """The warehouse's records, asked only for what it has."""

    def __init__(self, warehouse: ArrowReadable) -> None:
        self._warehouse = warehouse
        found = warehouse.read(_COLUMNS).to_pylist()
        self._known = {
            (f"{row['table_schema']}.{row['table_name']}", row["column_name"]) for row in found
        }

    def has(self, table: str, columns: Sequence[str]) -> bool:
        """Whether the warehouse has a table with these columns."""
        return all((table, column) in self._known for column in columns)

    def rows(
        self, table: str, columns: Sequence[str], sql: str, parameters: Sequence[object] = ()
    ) -> list[Mapping[str, Any]]:
        """Return a statement's rows; none where the table lacks one of these columns.

        Raises:
            WarehouseError: It cannot be read.
        """
        if not self.has(table, columns):
            return []
        found: list[Mapping[str, Any]] = self._warehouse.read(sql, parameters).to_pylist()
        return found


def in_utc(moment: datetime | None) -> datetime | None:
    """Return a stored time with the zone that it means."""
    return None if moment is None else moment.replace(tzinfo=UTC)


def printed(moment: datetime) -> str:
    """Return a time as sentences name it: `2026-04-03 09:00 UTC`."""
    return f"{moment:%Y-%m-%d %H:%M} UTC"
