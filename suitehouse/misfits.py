"""Rows and values that landing does not hold as the source does: why, and which.

What reads the source and what writes the warehouse both speak of them. A misfit names its row by
the CRM's key and never holds the value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import pyarrow as pa

# does_not_fit: landed as NULL. repeated_key: another row has the key, this one did not land.
# invalid_utf8: landed with marks for the bytes that are no text. too_long: landed as NULL.
Reason = Literal["does_not_fit", "repeated_key", "invalid_utf8", "too_long"]

# So many entries of a table are open at a time; the others are counted in one more.
MOST_ENTRIES: Final = 1_000


# The CRM's key of a row: its columns' values as text.
RowKey = tuple[str | None, ...]


def parsed_key(text: str, columns: int) -> RowKey:
    """Return a key of so many columns from what `ops.quarantine` has for it."""
    return (text,) if columns == 1 else tuple(json.loads(text))


def row_keys(keys: Sequence[RowKey]) -> tuple[str, ...]:
    """Return keys as `ops.quarantine` has them: several columns are a JSON array."""
    return tuple(
        str(key[0]) if len(key) == 1 else json.dumps(key, separators=(",", ":"), ensure_ascii=False)
        for key in keys
    )


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that landing does not hold as it is: its row's key as landed text, and its column."""

    key: RowKey
    column: str
    reason: Reason


class Doubts(Protocol):
    """What a warehouse asks about the rows it was given, once it has read them all."""

    @property
    def misfits(self) -> Sequence[Misfit]:
        """What was noticed while the rows were read, by row for as many as there are entries."""

    @property
    def unlisted(self) -> Mapping[tuple[str, Reason], int]:
        """How many more were noticed, by column and reason."""

    def unfit_columns(self, present_values: Mapping[str, int]) -> tuple[str, ...]:
        """Return the columns of which fewer values could be cast than were sent."""

    def values_again(self, columns: Sequence[str]) -> pa.RecordBatchReader:
        """Return the key and these columns, as text, of the rows that have a value in one."""
