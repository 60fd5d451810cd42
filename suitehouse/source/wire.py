"""The one place that touches what PyMySQL keeps private: its stream, and a result that is not read.

PyMySQL has no public way to hand over the rows' bytes. What is used here is small and old, and a
test with a real server fails where it changes.
"""

# ruff: noqa: SLF001 - see above

from __future__ import annotations

from io import BufferedReader
from typing import Any

from pymysql.constants import COMMAND

from suitehouse.source.connection import Connection


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

    def send(self, statement: str) -> DrainedStream:
        """Run a SELECT and return its stream from the first row on.

        Raises:
            pymysql.err.MySQLError: The server refused it, or is gone.
        """
        self._connection._execute_command(COMMAND.COM_QUERY, statement)
        columns = self._connection._read_packet().read_length_encoded_integer()
        for _ in range(columns + 1):  # the columns' definitions and the packet that ends them
            self._connection._read_packet()
        return DrainedStream(self._connection._rfile)

    def drop(self) -> None:
        """Close the connection at once: the rest of a result would be in the next one's way."""
        self._connection._force_close()
