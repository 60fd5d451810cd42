"""Turns a buffer's rows into Arrow columns, a column at a time, without copying values.

Each value in a row packet stands behind its length: one byte up to 250, 251 for NULL, or 252, 253
and 254 and a length of 2, 3 or 8 bytes. Columns become Arrow string views that point into the
buffer of the wire.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from suitehouse.source.long_rows import LENGTH_WIDTHS, NULL_MARK
from suitehouse.source.packets import HEADER_BYTES, PADDING, Positions, RowBuffer

_Bytes = npt.NDArray[np.uint8]

_INLINE_BYTES: Final = 12
# By length up to 12, and for all that is longer: which bytes of a view are kept of what stands from
# four bytes before the value on. The length comes in place of those four.
_VIEW_MASKS: Final = np.array(
    [[255] * (4 + length) + [0] * (12 - length) for length in (*range(_INLINE_BYTES + 1), 4)],
    np.uint8,
).view(np.uint64)


class MalformedRowError(Exception):
    """The lengths inside a row do not add up to the row."""


class ParsedRows(NamedTuple):
    """Text columns, the bytes of each row, and by column's place the rows that are not UTF-8."""

    columns: list[pa.Array]
    raw_rows: pa.Array
    not_utf8: dict[int, list[int]]


def columns_of(rows: RowBuffer, count: int, digested: int) -> ParsedRows:
    """Return the rows' text columns, and each row's bytes up to and with column `digested`.

    The bytes are those of the wire, lengths included, so different rows never have the same bytes.
    Text that is not UTF-8 is kept readable by replacing what cannot be read, and its rows are
    named; the bytes keep it as it is.

    Raises:
        MalformedRowError: The rows do not have `count` columns.
    """
    try:
        return _parse(rows, count, digested)
    except IndexError as error:
        raise MalformedRowError from error


def _parse(rows: RowBuffer, count: int, digested: int) -> ParsedRows:
    data = np.frombuffer(rows.data, np.uint8)
    position = rows.starts
    columns: list[pa.Array] = []
    not_utf8: dict[int, list[int]] = {}
    row_ends = position
    for index in range(count):
        start, length, is_null = _measure(data, position)
        column, replaced = _text_column(rows.data, data, start, length, is_null)
        columns.append(column)
        if replaced:
            not_utf8[index] = replaced
        position = start + length
        if index < digested:
            row_ends = position
    if not np.array_equal(position, rows.ends):
        raise MalformedRowError
    length = row_ends - rows.starts
    raw = _view_array(pa.binary_view(), rows.data, _views(data, rows.starts, length), None)
    return ParsedRows(columns, raw, not_utf8)


def _measure(
    data: _Bytes, position: Positions
) -> tuple[Positions, Positions, npt.NDArray[np.bool_] | None]:
    """Return where each value starts, its length, and which are NULL (None where none is)."""
    first = data[position]
    start = position + 1
    length = first.astype(np.int64)
    largest = int(first.max())
    if largest < NULL_MARK:
        return start, length, None
    is_null = first == NULL_MARK
    length[is_null] = 0
    for marker, width in LENGTH_WIDTHS.items():
        if marker <= largest and len(found := np.flatnonzero(first == marker)):
            length[found] = _little_endian(data, position[found] + 1, width)
            start[found] += width
    return start, length, is_null


def _little_endian(data: _Bytes, position: Positions, width: int) -> Positions:
    shifts = np.arange(width, dtype=np.int64) * 8
    digits = data[position[:, None] + np.arange(width)].astype(np.int64)
    return np.asarray((digits << shifts).sum(axis=1), np.int64)


def _text_column(
    buffer: memoryview,
    data: _Bytes,
    start: Positions,
    length: Positions,
    is_null: npt.NDArray[np.bool_] | None,
) -> tuple[pa.Array, list[int]]:
    views = _views(data, start, length)
    column = _view_array(pa.string_view(), buffer, views, is_null)
    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        return _readable(_view_array(pa.binary_view(), buffer, views, is_null))
    return column, []


def _views(data: _Bytes, start: Positions, length: Positions) -> npt.NDArray[np.uint32]:
    """Return Arrow's 16-byte views: length, then the value, or its first 4 bytes and place."""
    sixteen = np.ndarray((len(data) - PADDING + 1,), "V16", data, strides=(1,))
    views = sixteen[start - HEADER_BYTES].view(np.uint32).reshape(len(start), 4)
    views[:, 0] = length
    long = np.flatnonzero(length > _INLINE_BYTES)
    if len(long) == len(start):
        views[:, 2] = 0
        views[:, 3] = start
        return views
    kept = views.view(np.uint64)
    kept &= _VIEW_MASKS.take(length, axis=0, mode="clip")
    views[long, 3] = start[long]
    return views


def _view_array(
    kind: pa.DataType,
    buffer: memoryview,
    views: npt.NDArray[np.uint32],
    is_null: npt.NDArray[np.bool_] | None,
) -> pa.Array:
    nulls = 0 if is_null is None else int(is_null.sum())
    validity: Any = None
    if nulls and is_null is not None:
        validity = pa.py_buffer(np.packbits(~is_null, bitorder="little"))
    buffers = [validity, pa.py_buffer(views), pa.py_buffer(buffer)]
    return pa.Array.from_buffers(kind, len(views), buffers, nulls)


def _readable(column: pa.Array) -> tuple[pa.Array, list[int]]:
    """The rare column with bytes that are not UTF-8, value by value, and which rows have them."""
    values: list[str | None] = []
    replaced: list[int] = []
    for row, value in enumerate(column.to_pylist()):
        try:
            values.append(None if value is None else value.decode())
        except UnicodeDecodeError:
            values.append(value.decode("utf-8", "replace"))
            replaced.append(row)
    return pa.array(values, pa.string_view()), replaced
