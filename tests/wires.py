"""The MySQL text protocol's rows as bytes, and streams that give them out in chosen pieces."""

from __future__ import annotations

from collections.abc import Sequence

Row = Sequence[bytes | None]

END_OF_RESULT = b"\xfe\x00\x00\x22\x00"
LONGEST_PAYLOAD = 0xFFFFFF


def length_encoded(value: bytes | None) -> bytes:
    """Return a value behind its length, as the server writes it."""
    if value is None:
        return b"\xfb"
    size = len(value)
    if size < 251:
        return bytes([size]) + value
    if size < 1 << 16:
        return b"\xfc" + size.to_bytes(2, "little") + value
    if size < 1 << 24:
        return b"\xfd" + size.to_bytes(3, "little") + value
    return b"\xfe" + size.to_bytes(8, "little") + value


def payload(row: Row) -> bytes:
    """Return a row without its packet headers."""
    return b"".join(map(length_encoded, row))


def packets(payloads: Sequence[bytes], first_sequence: int = 5) -> bytes:
    """Return payloads as packets, those of 16 MiB and more as several."""
    wire, sequence = bytearray(), first_sequence
    for content in payloads:
        rest = content
        while True:
            piece, rest = rest[:LONGEST_PAYLOAD], rest[LONGEST_PAYLOAD:]
            wire += len(piece).to_bytes(3, "little") + bytes([sequence % 256]) + piece
            sequence += 1
            if len(piece) < LONGEST_PAYLOAD:
                break
    return bytes(wire)


def result(rows: Sequence[Row]) -> bytes:
    """Return the rows of a result with its end."""
    return packets([*map(payload, rows), END_OF_RESULT])


class PiecewiseStream:
    """Gives a wire's bytes in pieces of a size; being asked once more after the last is an
    error."""

    def __init__(self, wire: bytes, piece: int, *, may_end: bool = False) -> None:
        self._wire = wire
        self._piece = piece
        self._position = 0
        self._may_end = may_end

    def readinto(self, buffer: memoryview, /) -> int:
        if self._position == len(self._wire) and not self._may_end:
            raise AssertionError("waits for bytes beyond the end of the result")
        piece = self._wire[self._position : self._position + min(self._piece, len(buffer))]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
