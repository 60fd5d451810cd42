"""Writes a DuckDB file anew, since DuckDB keeps the bytes of freed blocks and of replaced rows.

The file is only replaced once the new one is whole and on the disk. Rows keep their order, by which
the tables of `ops` tell what came last.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from suitehouse.operations.durable import flush
from suitehouse.operations.private_files import private_files
from suitehouse.warehouses import _duckdb_sql as sql


def rewrite_file(file: Path, storage_version: str, *, name: str, to: Path | None = None) -> None:
    """Replace a DuckDB file that nobody has open by one that holds its rows and nothing else.

    Args:
        file: The file, with its log.
        storage_version: The storage format of the new one, as an option of ATTACH.
        name: The database's name in the SQL of its views.
        to: Where the new file goes, in the same folder; over the old one where it is not said.
    """
    target = to or file
    mode = (target if target.exists() else file).stat().st_mode & 0o777
    fresh = file.with_name(f".{file.name}.rewriting")
    try:
        with private_files():
            _copy_rows(file, fresh, storage_version, name)
        fresh.chmod(mode)
        flush(fresh)
        fresh.replace(target)
    finally:
        for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
            left.unlink(missing_ok=True)
    flush(target.parent)


def _copy_rows(file: Path, fresh: Path, storage_version: str, name: str) -> None:
    for left in (fresh, fresh.with_name(f"{fresh.name}.wal")):
        left.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute(f"attach {sql.text(str(file))} as {sql.quote(name)} (read_only)")
        connection.execute(f"attach {sql.text(str(fresh))} as _fresh ({storage_version})")
        connection.execute(f"copy from database {sql.quote(name)} to _fresh")
        connection.execute("detach _fresh")
