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

    def make_source(self, rows: int, arrow: Path, *, with_plain: bool = True) -> None:
        """Fill it, and read everything once so that all peers find it in memory.

        Args:
            rows: Contacts in each database.
            arrow: File to make of the same text.
            with_plain: Also make the database without zero dates.
        """
        databases = [WITH_ZERO_DATES, *([WITHOUT_ZERO_DATES] if with_plain else [])]
        self._make("benchmarks.source", str(rows), str(arrow), *databases)
        for database in self.databases():
            self.holds(database)

    def make_company(self) -> None:
        """Put all of SuiteCRM's other tables beside the contacts, twice as many rows in all."""
        if not self._ask(f"show tables from {WITH_ZERO_DATES} like 'calls'"):
            self._make("benchmarks.company")

    def databases(self) -> list[str]:
        """Return which of the databases there are."""
        known = (WITH_ZERO_DATES, WITHOUT_ZERO_DATES)
        rows = self._ask("select schema_name from information_schema.schemata")
        return [name for name in known if (name,) in rows]

    def holds(self, database: str) -> Landed:
        """Return what a faithful load of a database leaves behind."""
        with connect(self.url) as connection, connection.cursor() as cursor:
            return in_source(cursor, f"{database}.contacts")

    def change_one_row_in_a_hundred(self) -> None:
        """Change the same rows in all databases: a phone number, and a stamp in 300 seconds."""
        self._change(
            f"date_modified = timestamp '{CHANGED_FROM}' "
            "+ interval (crc32(id) div 100 mod 300) second where crc32(id) mod 100 = 7"
        )

    def change_one_row_in_a_thousand_without_a_stamp(self) -> None:
        """Change a phone number as much of SuiteCRM's code does, so that no stamp tells of it."""
        self._change("date_modified = date_modified where crc32(id) mod 1000 = 3")

    def index_stamps(self) -> None:
        """Index `date_modified`, which SuiteCRM does not."""
        for database in self.databases():
            self._ask(f"alter table {database}.contacts add index stamped (date_modified)")
            self._ask(f"analyze table {database}.contacts")

    def _change(self, rest: str) -> None:
        for database in self.databases():
            self._ask(
                f"update {database}.contacts "
                f"set phone_work = concat(ifnull(phone_work, ''), '9'), {rest}"
            )

    def _ask(self, statement: str) -> list[tuple[object, ...]]:
        with connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return list(cursor.fetchall())

    def _make(self, module: str, *words: str) -> None:
        subprocess.run([sys.executable, "-m", module, self.url, *words], check=True)


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
