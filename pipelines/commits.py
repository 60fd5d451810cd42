"""Lets SQLite put Dagster's events on disk in its own time: some hundreds are written in a run.

With write-ahead logging, which Dagster uses, a killed process still loses nothing and the file
stays sound; a power cut can lose the last events of a run. The warehouse itself is not concerned.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Engine, event


def commit_without_waiting() -> None:
    """Apply to every SQLite connection that SQLAlchemy opens in this process from now on."""
    if not event.contains(Engine, "connect", _relax):
        event.listen(Engine, "connect", _relax)


def _relax(connection: Any, _record: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("pragma synchronous = normal")
