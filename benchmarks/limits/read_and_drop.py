"""A client that reads the rows from the socket and drops them: the least that reading can cost."""

from __future__ import annotations

from benchmarks.peer import Job, Peer

_BUFFER_BYTES = 1 << 20
_END_BYTES = 9


def _full(job: Job) -> None:
    import pymysql
    from pymysql.constants import COMMAND

    connection = pymysql.connect(
        host=job.host, port=job.port, user=job.user, database=job.database, charset="utf8mb4"
    )
    connection._execute_command(COMMAND.COM_QUERY, f"select * from {job.table}")  # noqa: SLF001
    while not connection._read_packet().is_eof_packet():  # noqa: SLF001
        pass  # the columns; then come the rows
    received = bytearray(_BUFFER_BYTES)
    tail = b""
    while not _is_end(tail):
        size = connection._rfile.readinto1(received)  # noqa: SLF001
        tail = (tail + received[max(0, size - _END_BYTES) : size])[-_END_BYTES:]
        if size == 0:
            raise ConnectionError("The server closed the connection before the last row.")


def _is_end(tail: bytes) -> bool:
    """Whether the stream ends in an end-of-rows packet: length 5, any number, 0xFE, warnings."""
    return len(tail) == _END_BYTES and tail[:3] == b"\x05\x00\x00" and tail[4] == 0xFE


read_and_drop = Peer(
    about="read from the socket and drop",
    full=_full,
    landed=None,
    reads_zero_dates=True,
)
