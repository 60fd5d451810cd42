"""Cuts a result set of the MySQL text protocol into buffers that hold whole row packets.

A packet is three bytes of length, one of sequence, and its payload; a row is one packet, or several
where it is 16 MiB or longer. Buffers are filled by single reads, and every whole packet is looked
at before the next read, so that nothing is ever waited for beyond the end of the result. Memory is
one buffer at a time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

# Vectorised parsing reads twelve bytes at each value's start, also at the last value of a buffer.
PADDING: Final = 32
LONGEST_ROW_BYTES: Final = 512 << 20
_HEADER: Final = struct.Struct("<I")
_HEADER_BYTES: Final = 4
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


class RowTooLongError(Exception):
    """A row is longer than we hold in memory."""


@dataclass(frozen=True, slots=True)
class RowBuffer:
    """Bytes of the wire with the start and end of each row's payload in them."""

    data: memoryview
    starts: Positions
    ends: Positions


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
            RowTooLongError: A row is longer than `LONGEST_ROW_BYTES`.
        """
        carry = b""
        while not self.is_complete:
            starts, ends, view, filled = self._fill(carry)
            if starts:
                yield self._checked(view, starts, ends)
            carry = bytes(view[ends[-1] if ends else 0 : filled])
            if not self.is_complete and _is_continued(carry):
                row, carry = self._long_row(carry)
                yield row

    def _fill(self, carry: bytes) -> tuple[list[int], list[int], memoryview, int]:
        """Read until the buffer holds no further whole packet or the result ends."""
        capacity = max(self._buffer_bytes, _needed(carry))
        data = bytearray(capacity + PADDING)
        view = memoryview(data)
        filled = len(carry)
        view[:filled] = carry
        starts: list[int] = []
        ends: list[int] = []
        while not self._walk(data, filled, starts, ends):
            if filled == capacity or self._next_is_continued(data, filled, ends):
                break
            count = self._source.readinto(view[filled:capacity])
            if not count:
                raise StreamBrokenError("the stream ended inside a result")
            filled += count
        return starts, ends, view, filled

    def _walk(self, data: bytearray, filled: int, starts: list[int], ends: list[int]) -> bool:
        """Note each whole row from the last known end on; return whether the result ended."""
        position = ends[-1] if ends else 0
        last_header = filled - _HEADER_BYTES
        length_at = _HEADER.unpack_from
        while position <= last_header:
            length = length_at(data, position)[0] & _LENGTH_MASK
            start = position + _HEADER_BYTES
            end = start + length
            if length == _CONTINUED or end > filled:
                return False
            if length and data[start] >= _EOF and self._is_end(data, start, length):
                return True
            starts.append(start)
            ends.append(end)
            position = end
        return False

    def _is_end(self, data: bytearray, start: int, length: int) -> bool:
        if data[start] == _ERROR:
            self.is_complete = True
            raise ServerError(int.from_bytes(data[start + 1 : start + 3], "little"))
        self.is_complete = length < _LONGEST_EOF
        return self.is_complete

    @staticmethod
    def _next_is_continued(data: bytearray, filled: int, ends: list[int]) -> bool:
        position = ends[-1] if ends else 0
        return _is_continued(data[position : min(filled, position + _HEADER_BYTES)])

    def _checked(self, view: memoryview, starts: list[int], ends: list[int]) -> RowBuffer:
        first = np.array(starts, np.int64)
        self._check_order(np.frombuffer(view, np.uint8)[first - 1])
        return RowBuffer(view, first, np.array(ends, np.int64))

    def _check_order(self, sequence: npt.NDArray[np.uint8]) -> None:
        expected = int(sequence[0]) if self._sequence is None else self._sequence
        if not np.array_equal(sequence, (expected + np.arange(len(sequence))) % 256):
            raise StreamBrokenError("a packet of the result is missing")
        self._sequence = (expected + len(sequence)) % 256

    def _long_row(self, carry: bytes) -> tuple[RowBuffer, bytes]:
        """Join the packets of one row of 16 MiB or more; return it and what was read beyond it."""
        payload = bytearray()
        pending = bytearray(carry)
        while True:
            self._read_at_least(pending, _HEADER_BYTES)
            length = _HEADER.unpack_from(pending)[0] & _LENGTH_MASK
            self._read_at_least(pending, _HEADER_BYTES + length)
            self._check_order(np.frombuffer(bytes(pending[3:4]), np.uint8))
            payload += memoryview(pending)[_HEADER_BYTES : _HEADER_BYTES + length]
            pending = pending[_HEADER_BYTES + length :]
            if len(payload) > LONGEST_ROW_BYTES:
                raise RowTooLongError
            if length < _CONTINUED:
                break
        size = len(payload)
        payload += bytes(PADDING)
        row = RowBuffer(memoryview(payload), np.zeros(1, np.int64), np.array([size], np.int64))
        return row, bytes(pending)

    def _read_at_least(self, pending: bytearray, size: int) -> None:
        piece = memoryview(bytearray(1 << 20))
        while len(pending) < size:
            count = self._source.readinto(piece[: min(len(piece), size - len(pending))])
            if not count:
                raise StreamBrokenError("the stream ended inside a row")
            pending += piece[:count]


def _needed(carry: bytes) -> int:
    """The bytes that the packet at the start of `carry` takes."""
    if len(carry) < _HEADER_BYTES:
        return 0
    return _HEADER_BYTES + (int(_HEADER.unpack_from(carry)[0]) & _LENGTH_MASK)


def _is_continued(header: bytes | bytearray) -> bool:
    if len(header) < _HEADER_BYTES:
        return False
    return bool(_HEADER.unpack_from(header)[0] & _LENGTH_MASK == _CONTINUED)
