"""Where a change is made: a cursor, seeded choices, and the clocks that SuiteCRM lives by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from suitehouse.demo.connection import Connection
from suitehouse.demo.draw import Draw

Row = tuple[Any, ...]


class Desk:
    """One user's session: chooses rows, sends statements, knows the frozen clock of its process."""

    def __init__(self, connection: Connection, seed: int, now: datetime) -> None:
        """Sit down.

        Args:
            connection: Autocommit, as SuiteCRM's.
            seed: What fixes every choice.
            now: UTC without zone, whole seconds; what PHP writes into `date_modified`.
        """
        self.now = now
        self.draw = Draw((seed, 1_000), now)
        self._cursor = connection.cursor()

    def rows(self, query: str, *parameters: Any) -> list[Row]:
        """Return all rows of a query."""
        self._cursor.execute(query, parameters)
        return list(self._cursor.fetchall())

    def choose(self, query: str, count: int) -> list[Row]:
        """Return up to that many different rows of a query, which must fix its order."""
        found = self.rows(query)
        places = self.draw.rng.permutation(len(found))[:count]
        return [found[place] for place in places]

    def send(self, statement: str, *parameters: Any) -> int:
        """Send one statement, which commits; return how many rows it changed."""
        return int(self._cursor.execute(statement, parameters))

    def insert(self, table: str, values: Mapping[str, Any]) -> None:
        """Insert one row."""
        columns = ", ".join(f"`{name}`" for name in values)
        places = ", ".join(["%s"] * len(values))
        self.send(f"insert into `{table}` ({columns}) values ({places})", *values.values())  # noqa: S608

    def new_id(self) -> str:
        """Return a new key."""
        return str(self.draw.ids(1)[0])

    def earlier(self, *, seconds: int) -> datetime:
        """Return the stamp of a process that started that long ago."""
        return self.now - timedelta(seconds=seconds)

    def new_record(self, **fields: Any) -> dict[str, Any]:
        """Return the columns that every new bean starts with, and the given ones."""
        system = {
            "id": self.new_id(),
            "date_entered": self.now,
            "date_modified": self.now,
            "modified_user_id": "seed_sally_id",
            "created_by": "seed_sally_id",
            "deleted": 0,
            "assigned_user_id": "seed_will_id",
        }
        return {**system, **fields}

    def audit(
        self, table: str, record_id: str, field: tuple[str, str], before: Any, after: Any
    ) -> None:
        """Write the audit row of one changed field, given as name and data type."""
        self.insert(
            f"{table}_audit",
            {
                "id": self.new_id(),
                "parent_id": record_id,
                "field_name": field[0],
                "data_type": field[1],
                "before_value_string": before,
                "after_value_string": after,
                "date_created": self.now,
                "created_by": "seed_sally_id",
            },
        )


Change = Callable[[Desk, int], int]
