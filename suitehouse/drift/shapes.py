"""What the values of a column look like, told by the CRM's server: no value leaves it.

The server matches a sample of the column against patterns and returns how many match.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from suitehouse.contracts.source_types import type_family
from suitehouse.source.catalogue import SourceColumn
from suitehouse.source.quoting import quote, text_literal

Look = Literal["email", "phone", "iban", "url", "key", "number", "sentence"]

SAMPLE_ROWS: Final = 500
# Of a value. A pattern may look at a value's characters once for each of them, and no server hears
# KILL meanwhile: megabytes without a space would keep it busy for days, and the table locked.
_LOOKED_AT: Final = 500
# Fewer filled rows say nothing.
_FEWEST: Final = 20
_SHARE: Final = 0.8
# Understood by MariaDB's and MySQL's regular expressions alike. The first that most values match
# is how a column looks, so a number of a phone's length comes after the key and the phone.
_PATTERNS: Final[dict[Look, str]] = {
    "email": "^[^@[:space:]]+@[^@[:space:]]+[.][A-Za-z]{2,}$",
    "url": "^(https?://|www[.])",
    "key": "^[0-9a-fA-F]{8}-[0-9a-fA-F-]{20,28}$",
    "iban": "^[A-Z]{2}[0-9]{2}[A-Z0-9 ]{11,30}$",
    "phone": "^([+]|00|[(]?0)[0-9 ()./-]{6,}$",
    "number": "^-?[0-9]+([.,][0-9]+)?$",
    "sentence": "[^ ]+ [^ ]+ [^ ]+ [^ ]+",
}


class Server(Protocol):
    """A snapshot of the CRM as this needs it."""

    def counts(self, table: str, sql: str) -> tuple[int, ...]:
        """Return the numbers of a query's only row."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How most of a sample of filled values look; None where they look like nothing known."""

    sampled: int
    look: Look | None

    @property
    def tells(self) -> bool:
        """Whether there were enough values to say anything."""
        return self.sampled >= _FEWEST


# Tells the shape of a table's column, None where it was not looked at.
Looker = Callable[[str, SourceColumn], Shape | None]


def at_nothing(_table: str, _column: SourceColumn) -> None:
    """Look at no column: proposals then come of names and types alone."""


@dataclass(frozen=True, slots=True)
class SampledShapes:
    """Asks the server how columns of text look."""

    server: Server

    def __call__(self, table: str, column: SourceColumn) -> Shape | None:
        """Return the shape of a column of text.

        Raises:
            SourceError: By the server's error number.
        """
        if type_family(column.type) != "text":
            return None
        sampled, *matching = self.server.counts(table, _sql(table, column.name))
        looks = zip(_PATTERNS, matching, strict=True)
        most = (look for look, count in looks if sampled and count >= _SHARE * sampled)
        return Shape(sampled, next(most, None))


def _sql(table: str, column: str) -> str:
    value = quote(column)
    start = f"left(trim(cast({value} as char)), {_LOOKED_AT})"
    matches = ", ".join(
        f"coalesce(sum(v regexp {text_literal(pattern)}), 0)" for pattern in _PATTERNS.values()
    )
    return (
        f"select count(*), {matches} from (select {start} as v "  # noqa: S608 - quoted names, literals of ours
        f"from {quote(table)} where {value} is not null and {value} <> '' limit {SAMPLE_ROWS}) as s"
    )
