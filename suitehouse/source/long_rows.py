"""Reads the one row that spans several packets, value by value, and holds no more than it may.

A value for which a row has no room left is passed by on the wire and stands as NULL in its place,
so one enormous attachment never stops a table or takes the machine's memory. The same row is always
shortened in the same way.
"""

from __future__ import annotations

from typing import Final, Protocol

# A row of so many bytes is read whole. DuckDB has to hold a row's values at once to write them.
LONGEST_ROW_BYTES: Final = 80 << 20

NULL_MARK: Final = 251
# How many bytes of length stand behind these marks.
LENGTH_WIDTHS: Final = {252: 2, 253: 3, 254: 8}


class Payload(Protocol):
    """A row's bytes as they come off the wire."""

    @property
    def is_at_end(self) -> bool:
        """Whether the row has no further byte."""

    def copy(self, size: int, into: bytearray) -> None:
        """Append the next bytes."""

    def skip(self, size: int) -> None:
        """Pass the next bytes by."""


def shortened_row(
    payload: Payload, longest: int, *, before: int = 0
) -> tuple[bytearray, tuple[int, ...]]:
    """Return a row of at most about `longest` bytes, and which of its columns stand as NULL for it.

    `before` it so many empty bytes are left. Values are taken in order for as long as they fit, so
    a short value behind a long one stays.
    """
    row = bytearray(before)
    too_long: list[int] = []
    index = 0
    while not payload.is_at_end:
        mark, length = _next_length(payload)
        if len(row) + length > longest:
            payload.skip(length)
            row.append(NULL_MARK)
            too_long.append(index)
        else:
            row += mark
            payload.copy(length, row)
        index += 1
    return row, tuple(too_long)


def _next_length(payload: Payload) -> tuple[bytearray, int]:
    """The bytes before a value, and how many it has."""
    mark = bytearray()
    payload.copy(1, mark)
    first = mark[0]
    if first == NULL_MARK:
        return mark, 0
    if first not in LENGTH_WIDTHS:
        return mark, first
    payload.copy(LENGTH_WIDTHS[first], mark)
    return mark, int.from_bytes(mark[1:], "little")
