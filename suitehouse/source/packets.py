"""Cuts a result set of the MySQL text protocol into buffers that hold whole row packets.

A packet is three bytes of length, one of sequence, and its payload; a row is one packet, or several
where it is 16 MiB or longer. Buffers are filled by single reads, and every whole packet is looked
at before the next read, so that nothing is ever waited for beyond the end of the result. Memory is
one buffer at a time, and a row of several packets holds no more than `LONGEST_ROW_BYTES`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from suitehouse.source.long_rows import LONGEST_ROW_BYTES, shortened_row

Positions = npt.NDArray[np.int64]

# Vectorised parsing reads from a header's length before each value to twelve bytes behind its
# start, also at the last value of a buffer.
PADDING: Final = 32
HEADER_BYTES: Final = 4
_PIECE_BYTES: Final = 1 << 20
_HEADER: Final = struct.Struct("<I")
_LENGTH_MASK: Final = 0xFFFFFF
_CONTINUED: Final = 0xFFFFFF
_EOF: Final = 0xFE
_LONGEST_EOF: Final = 9
_ERROR: Final = 0xFF


class ByteSource(Protocol):
    """A stream of bytes."""

    def readinto(self, buffer: memoryview, /) -> int:
        """Put in the bytes that are there, waiting for the first only; 0 at the end."""


class StreamBrokenError(Exception):
    """The stream ended or lost its order before the result was complete."""


class ServerError(Exception):
    """The server ended the result with an error packet."""

    def __init__(self, number: int) -> None:
        super().__init__(f"server error {number}")
        self.number = number


@dataclass(frozen=True, slots=True)
class RowBuffer:
    """Bytes of the wire with the start and end of each row's payload in them.

    `too_long` are the columns, by their place, whose values a long row had no room for: they stand
    as NULL. Such a row is alone in its buffer.
    """

    data: memoryview
    starts: Positions
    ends: Positions
    too_long: tuple[int, ...] = ()


class RowPackets:
    """The row packets of one result, after its column definitions; iterate once."""

    def __init__(self, source: ByteSource, buffer_bytes: int) -> None:
        self._source = source
        self._buffer_bytes = buffer_bytes
        self._sequence: int | None = None
        self.is_complete = False

    def __iter__(self) -> Iterator[RowBuffer]:
        """Yield buffers of whole rows until the server's end-of-result packet.

        Raises:
            StreamBrokenError: The stream ended early, or a packet is missing.
            ServerError: The server broke the result off; the connection stays usable.
        """
        carry = b""
        while not self.is_complete:
            ends, view, filled = self._fill(carry)
            if len(ends) > 1:
                yield self._checked(view, np.array(ends, np.int64))
            carry = bytes(view[ends[-1] : filled])
            if not self.is_complete and _is_continued(carry):
                row, carry = self._long_row(carry)
                yield row

    def _fill(self, carry: bytes) -> tuple[list[int], memoryview, int]:
        """Read until the buffer holds no further whole packet or the result ends.

        Returns:
            Where the first row's header starts and every row ends, the buffer, and how far it is
            filled.
        """
        capacity = max(self._buffer_bytes, _needed(carry))
        data = bytearray(capacity + PADDING)
        view = memoryview(data)
        filled = len(carry)
        view[:filled] = carry
        ends = [0]
        while not self._walk(data, filled, ends):
            if filled == capacity or self._next_is_continued(data, filled, ends[-1]):
                break
            count = self._source.readinto(view[filled:capacity])
            if not count:
                raise StreamBrokenError("the stream ended inside a result")
            filled += count
        return ends, view, filled

    def _walk(self, data: bytearray, filled: int, ends: list[int]) -> bool:
        """Note each whole row's end from the last known one on; return whether the result ended."""
        position = ends[-1]
        last_header = filled - HEADER_BYTES
        length_at, note = _HEADER.unpack_from, ends.append
        while position <= last_header:
            length = length_at(data, position)[0] & _LENGTH_MASK
            end = position + HEADER_BYTES + length
            if end > filled or length == _CONTINUED:
                break
            note(end)
            position = end
        # What ends a result is the last that the server sends, so only the last can be it.
        return len(ends) > 1 and self._is_end(data, ends)

    def _is_end(self, data: bytearray, ends: list[int]) -> bool:
        """Whether the last packet is no row; then it is taken back."""
        start, end = ends[-2] + HEADER_BYTES, ends[-1]
        if start == end or data[start] < _EOF:
            return False
        if data[start] == _ERROR:
            self.is_complete = True
            raise ServerError(int.from_bytes(data[start + 1 : start + 3], "little"))
        self.is_complete = end - start < _LONGEST_EOF
        if self.is_complete:
            ends.pop()
        return self.is_complete

    @staticmethod
    def _next_is_continued(data: bytearray, filled: int, position: int) -> bool:
        return _is_continued(data[position : min(filled, position + HEADER_BYTES)])

    def _checked(self, view: memoryview, ends: Positions) -> RowBuffer:
        starts = ends[:-1] + HEADER_BYTES
        self._check_order(np.frombuffer(view, np.uint8)[starts - 1])
        return RowBuffer(view, starts, ends[1:])

    def _check_order(self, sequence: npt.NDArray[np.uint8]) -> None:
        expected = int(sequence[0]) if self._sequence is None else self._sequence
        if not np.array_equal(sequence, (expected + np.arange(len(sequence))) % 256):
            raise StreamBrokenError("a packet of the result is missing")
        self._sequence = (expected + len(sequence)) % 256

    def _long_row(self, carry: bytes) -> tuple[RowBuffer, bytes]:
        """Join the packets of one row of 16 MiB or more; return it and what was read beyond it."""
        payload = _JoinedPackets(self._source, carry, self._check_order)
        row, too_long = shortened_row(payload, LONGEST_ROW_BYTES, before=HEADER_BYTES)
        start, end = (np.array([place], np.int64) for place in (HEADER_BYTES, len(row)))
        row += bytes(PADDING)
        buffer = RowBuffer(memoryview(row), start, end, too_long)
        return buffer, payload.rest


class _JoinedPackets:
    """The payload of one row of several packets, read no further than its end."""

    def __init__(
        self,
        source: ByteSource,
        carry: bytes,
        check_order: Callable[[npt.NDArray[np.uint8]], None],
    ) -> None:
        self._source = source
        self._pending = memoryview(carry)
        self._check_order = check_order
        self._piece = memoryview(bytearray(_PIECE_BYTES))
        self._left = 0
        self._is_last = False
        self._next_packet()

    @property
    def rest(self) -> bytes:
        """What was read beyond the row."""
        return bytes(self._pending)

    @property
    def is_at_end(self) -> bool:
        """Whether the row has no further byte."""
        while not self._left and not self._is_last:
            self._next_packet()
        return not self._left

    def copy(self, size: int, into: bytearray) -> None:
        """Append the next bytes of the row."""
        while size:
            piece = self._some(size)
            into += piece
            size -= len(piece)

    def skip(self, size: int) -> None:
        """Pass the next bytes of the row by."""
        while size:
            size -= len(self._some(size))

    def _some(self, size: int) -> memoryview:
        """Return at least one of the next `size` bytes."""
        if self.is_at_end:
            raise StreamBrokenError("a value is longer than its row")
        taken = self._take(min(size, self._left))
        self._left -= len(taken)
        return taken

    def _take(self, size: int) -> memoryview:
        if not self._pending:
            count = self._source.readinto(self._piece[: min(len(self._piece), size)])
            if not count:
                raise StreamBrokenError("the stream ended inside a row")
            self._pending = self._piece[:count]
        taken, self._pending = self._pending[:size], self._pending[size:]
        return taken

    def _next_packet(self) -> None:
        header = bytearray()
        while len(header) < HEADER_BYTES:
            header += self._take(HEADER_BYTES - len(header))
        self._check_order(np.frombuffer(bytes(header[3:]), np.uint8))
        self._left = _HEADER.unpack(header)[0] & _LENGTH_MASK
        self._is_last = self._left < _CONTINUED


def _needed(carry: bytes) -> int:
    """The bytes that the packet at the start of `carry` takes."""
    if len(carry) < HEADER_BYTES:
        return 0
    return HEADER_BYTES + (int(_HEADER.unpack_from(carry)[0]) & _LENGTH_MASK)


def _is_continued(header: bytes | bytearray) -> bool:
    if len(header) < HEADER_BYTES:
        return False
    return bool(_HEADER.unpack_from(header)[0] & _LENGTH_MASK == _CONTINUED)
