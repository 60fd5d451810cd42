"""A key for encrypted files, and how tests look at these."""

from __future__ import annotations

from pathlib import Path

import duckdb

from suitehouse.errors import KeyMaterialError
from suitehouse.warehouses._duckdb_files import connect_file
from suitehouse.warehouses._file_key import FileKey

KEY_TEXT = bytes(range(60, 92)).hex()


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file that has the key, as `find_in_tree` asks for it."""
    return connect_file(path, FileKey(KEY_TEXT))


def is_encrypted(path: Path) -> bool:
    """Whether a DuckDB file is encrypted; a key is not needed to tell."""
    try:
        connect_file(path, None, read_only=True).close()
    except KeyMaterialError:
        return True
    return False
