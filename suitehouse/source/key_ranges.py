"""Statements about the rows of a table whose keys lie in a range, have a prefix, or are named.

A range is one the server's own order of keys knows, so ranges never overlap there and leave no row
out, whatever its collation. Keys go in as hexadecimal literals: an id may hold any character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from suitehouse.source.catalogue import SourceTable
from suitehouse.source.quoting import quote
from suitehouse.source.reader import Query

Bound = str | int
PART: Final = "part"
ROW_COUNT: Final = "row_count"
DIGESTS: Final = "digests"
_REPLACED: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class KeyRange:
    """Keys from `lower` on, `upper` excluded; without a lower bound also rows without a key.

    `part_size` is the length of the prefixes, or the width of the ranges of numbers, into which
    the rows are counted; 0 for one part.
    """

    lower: Bound | None = None
    upper: Bound | None = None
    part_size: int = 0


class KeyRanges:
    """Writes the conditions for one table with a key of one column."""

    def __init__(self, live: SourceTable, key: tuple[str, ...]) -> None:
        self._table = live.name
        self._column = live.column(key[0]) if len(key) == 1 else None

    @property
    def is_number(self) -> bool:
        """Whether the key is a whole number."""
        return self._column is not None and "int" in self._column.type.partition("(")[0]

    def within(self, keys: KeyRange) -> str:
        """Return the condition for a range of keys."""
        limits = []
        if keys.lower is not None:
            limits.append(f"{self._name} >= {self._literal(keys.lower)}")
        if keys.upper is not None:
            below = f"{self._name} < {self._literal(keys.upper)}"
            limits.append(below if keys.lower is not None else f"({below} or {self._name} is null)")
        return " and ".join(limits) or "true"

    def in_parts(self, keys: KeyRange, parts: Sequence[str | None]) -> str:
        """Return the condition for the rows of a range that are in some of its parts."""
        if not keys.part_size:
            return self.within(keys)
        return f"{self.within(keys)} and {self._among(self._part(keys), parts)}"

    def named(self, names: Sequence[str | None]) -> str:
        """Return the condition for rows of these keys, which may hold for more rows.

        Keys that do not reach us as the source has them can't be asked for: all rows are then.
        """
        if self._column is None or not all(map(self.can_name, names)):
            return "true"
        return self._among(self._name, names)

    def can_name(self, name: str | None) -> bool:
        """Whether a key reads in the source as it reads here: it was UTF-8."""
        return name is None or _REPLACED not in name

    def summary(self, keys: KeyRange, digest: str) -> Query:
        """Return the query for each part's count and exclusive or of digests in a range."""
        sql = (
            f"select {self._part(keys)}, count(*), bit_xor({digest}) "  # noqa: S608 - quoted names
            f"from {quote(self._table)} where {self.within(keys)}"
        )
        if keys.part_size:
            sql += " group by 1"
        return Query(self._table, sql, (PART, ROW_COUNT, DIGESTS))

    def in_order(self, bounds: Sequence[Bound]) -> Query:
        """Return the query for the positions of these bounds, in the server's order of keys."""
        rows = " union all ".join(
            f"select {place} as place, {self._collated(bound)} as bound"
            for place, bound in enumerate(bounds)
        )
        return Query(self._table, f"select place from ({rows}) as b order by bound", ("place",))  # noqa: S608 - literals of ours

    @property
    def _name(self) -> str:
        return quote(self._column.name) if self._column else "null"

    def _part(self, keys: KeyRange) -> str:
        if not keys.part_size:
            return "''"
        if self.is_number:
            return f"{self._name} div {keys.part_size}"
        return f"left({self._name}, {keys.part_size})"

    def _among(self, expression: str, values: Sequence[str | None]) -> str:
        literals = ", ".join(self._literal(value) for value in values if value is not None)
        among = f"{expression} in ({literals})" if literals else "false"
        return f"({among} or {self._name} is null)" if None in values else among

    def _literal(self, value: Bound) -> str:
        if self.is_number and _is_number(value):
            return str(int(value))
        digits = str(value).encode("utf-8", "replace").hex()
        return f"x'{digits}'" if self._is_binary else f"_utf8mb4 x'{digits}'"

    @property
    def _is_binary(self) -> bool:
        return self._column is not None and "binary" in self._column.type

    def _collated(self, bound: Bound) -> str:
        literal = self._literal(bound)
        collation = self._column.collation if self._column else None
        if collation is None:
            return literal
        charset = collation.partition("_")[0]
        return f"convert({literal} using {charset}) collate {collation}"


def _is_number(value: Bound) -> bool:
    return isinstance(value, int) or value.lstrip("-").isdecimal()
