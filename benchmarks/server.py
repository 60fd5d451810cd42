"""The private MariaDB that all peers read over TCP, as they would a real one.

Its memory holds the whole source, so that no peer waits for the disk.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.landed import Landed, in_source
from benchmarks.peer import CHANGED_FROM, WITH_ZERO_DATES, WITHOUT_ZERO_DATES
from suitehouse.demo.connection import connect
from suitehouse.demo.server import private_mariadb

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Attributes:
        url: Its socket, for the benchmark's own errands.
        port: Where the peers find it.
        pid: The process whose CPU is counted.
        version: As it says itself.
    """

    url: str
    port: int
    pid: int
    version: str

    def make_source(self, rows: int, arrow: Path) -> None:
        """Fill it, and read everything once so that all peers find it in memory."""
        command = [sys.executable, "-m", "benchmarks.source", self.url, str(rows), str(arrow)]
        subprocess.run(command, check=True)
        for database in (WITH_ZERO_DATES, WITHOUT_ZERO_DATES):
            self.holds(database)

    def holds(self, database: str) -> Landed:
        """Return what a faithful load of a database leaves behind."""
        with connect(self.url) as connection, connection.cursor() as cursor:
            return in_source(cursor, f"{database}.contacts")

    def change_one_row_in_a_hundred(self) -> None:
        """Change the same rows in both databases: a phone number, and a stamp in 300 seconds."""
        with connect(self.url) as connection, connection.cursor() as cursor:
            for database in (WITH_ZERO_DATES, WITHOUT_ZERO_DATES):
                cursor.execute(
                    f"update {database}.contacts "
                    "set phone_work = concat(ifnull(phone_work, ''), '9'), "
                    f"date_modified = timestamp '{CHANGED_FROM}' "
                    "+ interval (crc32(id) div 100 mod 300) second where crc32(id) mod 100 = 7"
                )


@contextmanager
def running_server(home: Path) -> Iterator[Server]:
    """Yield a private server on a free port of this machine's loopback; it stops with the block."""
    port = _free_port()
    options = (
        "--skip-networking=OFF",
        f"--bind-address={HOST}",
        f"--port={port}",
        "--innodb-buffer-pool-size=2G",
    )
    with private_mariadb(home, options=options) as url:
        with connect(url) as connection, connection.cursor() as cursor:
            cursor.execute("select @@pid_file, @@version")
            ((pid_file, version),) = cursor.fetchall()
        yield Server(url, port, int(Path(pid_file).read_text(encoding="utf-8")), version)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
