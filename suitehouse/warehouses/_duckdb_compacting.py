"""Writes a DuckDB file anew, since DuckDB keeps the bytes of freed blocks and of replaced rows.

The file is only replaced once the new one is whole and on the disk. A path that is a link stays
one, and the file behind it is replaced: nobody is to find the former rows there. Rows keep their
order, by which the tables of `ops` tell what came last.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from suitehouse.operations.durable import flush
from suitehouse.operations.private_files import private_files
from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses._duckdb_files import STORAGE_VERSION, attach_file
from suitehouse.warehouses._duckdb_publishing import give_rights
from suitehouse.warehouses._file_key import FileKey, KeyChange


def rewrite_file(file: Path, key: FileKey | None, *, name: str, to: Path | None = None) -> None:
    """Replace a DuckDB file that nobody has open by one that holds its rows and nothing else.

    Args:
        file: The file, with its log.
        key: What both are encrypted with; None for plain ones.
        name: The database's name in the SQL of its views.
        to: Where the new file goes; over the old one where it is not said.
    """
    rewrite_with_key(file, KeyChange(key, key), name=name, to=to)


def rewrite_with_key(file: Path, keys: KeyChange, *, name: str, to: Path | None = None) -> None:
    """Replace a DuckDB file as `rewrite_file` does, by one with another key, or without one.

    Args:
        file: As there.
        keys: What it is encrypted with, and what the new one is to be.
        name: As there.
        to: As there.
    """
    target = (to or file).resolve()
    fresh = target.with_name(f".{file.name}.rewriting")
    try:
        with private_files():
            _copy_rows(file, fresh, keys=keys, name=name)
        give_rights(fresh, target if target.exists() else file)
        flush(fresh)
        fresh.replace(target)
    finally:
        for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
            left.unlink(missing_ok=True)
    flush(target.parent)


def _copy_rows(file: Path, fresh: Path, *, keys: KeyChange, name: str) -> None:
    for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        left.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute(f"set temp_directory = {sql.text(f'{file}.tmp')}")
        attach_file(connection, file, name, keys.present, options=("read_only",))
        attach_file(connection, fresh, "_fresh", keys.wanted, options=(STORAGE_VERSION,))
        connection.execute(f"copy from database {sql.quote(name)} to _fresh")
        connection.execute("detach _fresh")
