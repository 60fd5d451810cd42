"""Names, types and literals as a target writes them; it says what it writes otherwise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import ClassVar

from suitehouse.errors import ConfigurationError
from suitehouse.targets.protocol import Column, Relation

_SIZED = re.compile(r"(?P<name>[A-Z]+)\((?P<size>.+)\)")


class Words:
    """The words of PostgreSQL."""

    name: ClassVar[str] = "postgresql"
    sqlglot_name: ClassVar[str] = "postgres"
    longest_name: ClassVar[int] = 63  # in bytes
    longest_text_bytes: ClassVar[int | None] = None
    # Whether a text may have U+0000 in it.
    holds_nuls: ClassVar[bool] = True
    # Whether columns may have names that differ by upper and lower case alone.
    tells_case_apart: ClassVar[bool] = True
    # Columns that every table of the target has by itself.
    reserved: ClassVar[frozenset[str]] = frozenset()
    # Whether a backslash in a literal escapes what follows it.
    escapes_by_backslash: ClassVar[bool] = False
    # By DuckDB's name of a type.
    types: ClassVar[Mapping[str, str]] = {
        "BOOLEAN": "boolean",
        "INTEGER": "integer",
        "BIGINT": "bigint",
        "UBIGINT": "numeric(20,0)",
        "HUGEINT": "numeric(38,0)",
        "DOUBLE": "double precision",
        "DECIMAL": "numeric",
        "DATE": "date",
        "TIME": "time",
        "TIMESTAMP": "timestamp",
        "VARCHAR": "text",
    }

    def quote(self, name: str) -> str:
        """Return a name as a quoted identifier."""
        return '"' + name.replace('"', '""') + '"'

    def names(self, names: Iterable[str]) -> str:
        """Return names as a list of quoted identifiers."""
        return ", ".join(map(self.quote, names))

    def text(self, value: str) -> str:
        """Return a text literal."""
        escaped = value.replace("\\", "\\\\") if self.escapes_by_backslash else value
        return "'" + escaped.replace("'", "''") + "'"

    def moment(self, value: datetime) -> str:
        """Return a timestamp literal, in UTC."""
        naive = value.astimezone(UTC).replace(tzinfo=None)
        told = naive.isoformat(sep=" ", timespec="microseconds")
        return f"cast('{told}' as {self.column_type('TIMESTAMP')})"

    def column_type(self, type_name: str) -> str:
        """Return the target's type for a type of DuckDB.

        Raises:
            ConfigurationError: It has none.
        """
        sized = _SIZED.fullmatch(type_name)
        name, size = (sized["name"], f"({sized['size']})") if sized else (type_name, "")
        if name not in self.types:
            raise ConfigurationError(
                f"A column of type {name} cannot be delivered to {self.name}://."
            )
        return self.types[name] + size

    def column_list(self, columns: Sequence[Column]) -> str:
        """Return the definitions of columns."""
        return ", ".join(f"{self.quote(c.name)} {self.column_type(c.type)}" for c in columns)

    def stored(self, name: str) -> str:
        """Return a name as the target's catalogue has it."""
        return name

    def schema_name(self, schema: str) -> str:
        """Return the schema's name as the target's catalogue has it."""
        return self.stored(schema)

    def relation(self, relation: Relation) -> str:
        """Return a relation's qualified name."""
        return f"{self.quote(self.schema_name(relation.schema))}.{self.quote(relation.name)}"

    def check_names(self, relation: Relation) -> None:
        """Make sure that the target can have the relation's names.

        Raises:
            ConfigurationError: A name is too long or taken, or two differ by case alone where it
                counts not.
        """
        columns = [column.name for column in relation.columns]
        for name in (relation.name, *columns):
            if len(name.encode()) > self.longest_name:
                raise ConfigurationError(
                    f"{relation.qualified} has the name '{name}', longer than the "
                    f"{self.longest_name} bytes that {self.name}:// allows; leave the table or "
                    "column out by its contract, or rename it in the CRM."
                )
        taken = sorted(self.reserved & {self.stored(name) for name in columns})
        if taken:
            raise ConfigurationError(
                f"{relation.qualified} has the column '{taken[0]}', which every table of "
                f"{self.name}:// has by itself; leave it out by its contract, or rename it in the "
                "CRM."
            )
        times = Counter(name.casefold() for name in columns)
        alike = [name for name in columns if times[name.casefold()] > 1]
        if alike and not self.tells_case_apart:
            raise ConfigurationError(
                f"{relation.qualified} has columns whose names differ by upper and lower case "
                f"alone ({', '.join(alike)}), which {self.name}:// does not tell apart; leave one "
                "of them out by its contract, or rename it in the CRM."
            )
