"""Lets SQLite put Dagster's events on disk in its own time: some hundreds are written in a run.

Dagster opens and closes a connection for each event, and the last one to close a database copies
its write-ahead log into the file and waits for the disk. One connection more, kept open for the
length of a run, leaves that to the run's end. A killed process still loses nothing and the file
stays sound; a power cut can lose the last events of a run. The warehouse is not concerned.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event


@contextmanager
def commit_without_waiting() -> Iterator[None]:
    """Apply to every SQLite connection that SQLAlchemy opens in this process meanwhile."""
    kept: dict[str, sqlite3.Connection] = {}

    def relax(connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("pragma synchronous = normal")
            _keep(connection, kept)

    event.listen(Engine, "connect", relax)
    try:
        yield
    finally:
        event.remove(Engine, "connect", relax)
        for connection in kept.values():
            connection.close()


def _keep(connection: sqlite3.Connection, kept: dict[str, sqlite3.Connection]) -> None:
    """Open a connection of our own to the same file, once."""
    file = connection.execute("pragma database_list").fetchone()[2]
    if file and file not in kept:
        kept[file] = sqlite3.connect(file, check_same_thread=False)
        # Only a connection that has read the file counts as one of its users.
        kept[file].execute("select count(*) from sqlite_master").fetchone()
