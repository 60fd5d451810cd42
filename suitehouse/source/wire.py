"""The one place that touches what PyMySQL keeps private: its stream, and a result that is not read.

PyMySQL has no public way to hand over the rows' bytes. What is used here is small and old, and a
test with a real server fails where it changes.
"""

# ruff: noqa: SLF001 - see above

from __future__ import annotations

from io import BufferedReader
from typing import Any

from pymysql.constants import COMMAND, FIELD_TYPE
from pymysql.protocol import FieldDescriptorPacket

from suitehouse.source.connection import Connection

# What kind of values a column of a result is announced to hold; anything else is text or bytes.
_FAMILIES = {
    **dict.fromkeys(
        (FIELD_TYPE.TINY, FIELD_TYPE.SHORT, FIELD_TYPE.INT24, FIELD_TYPE.LONG, FIELD_TYPE.LONGLONG),
        "integer",
    ),
    **dict.fromkeys((FIELD_TYPE.DECIMAL, FIELD_TYPE.NEWDECIMAL), "decimal"),
    **dict.fromkeys((FIELD_TYPE.FLOAT, FIELD_TYPE.DOUBLE), "float"),
    **dict.fromkeys((FIELD_TYPE.DATE, FIELD_TYPE.DATETIME, FIELD_TYPE.TIMESTAMP), "moment"),
}
ANNOUNCED = frozenset(_FAMILIES.values())


class DrainedStream:
    """A socket's file, read directly into the caller's buffer once its own buffer is empty.

    `BufferedReader.readinto1` won't do: after handing over what it holds it still reads, and would
    wait for bytes that never come after the end of a result.
    """

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self._is_drained = False

    def readinto(self, buffer: memoryview, /) -> int:
        """Return how many bytes were put into the buffer; 0 at the end of the stream."""
        if self._is_drained:
            count = self._file.raw.readinto(buffer)
            return int(count or 0)
        held = len(self._file.peek(1))
        count = self._file.readinto(buffer[: min(held, len(buffer))]) if held else 0
        self._is_drained = count == held
        return count


class Wire:
    """A connection's stream while one statement's result is read from it."""

    def __init__(self, connection: Connection) -> None:
        self._connection: Any = connection
        self.families: tuple[str | None, ...] = ()

    def send(self, statement: str) -> DrainedStream:
        """Run a SELECT and return its stream from the first row on; `families` says of what kind.

        Raises:
            pymysql.err.MySQLError: The server refused it, or is gone.
        """
        self._connection._execute_command(COMMAND.COM_QUERY, statement)
        columns = self._connection._read_packet().read_length_encoded_integer()
        definitions = [self._connection._read_packet(FieldDescriptorPacket) for _ in range(columns)]
        self._connection._read_packet()  # ends the definitions
        self.families = tuple(_FAMILIES.get(each.type_code) for each in definitions)
        return DrainedStream(self._connection._rfile)

    def drop(self) -> None:
        """Close the connection at once: the rest of a result would be in the next one's way."""
        self._connection._force_close()
