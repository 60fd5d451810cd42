"""The only place where files of the warehouse are opened by DuckDB, with a key or without.

DuckDB takes a key for files that are attached, not for those it connects to. So an encrypted file
is attached to a connection in memory and used from there. DuckDB's errors may quote a statement,
so the key does not stand in the one that attaches: that reads a variable, which is there for as
long as it takes. A bound parameter would do too, but makes DuckDB import pandas.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from suitehouse.errors import ConfigurationError, KeyMaterialError, WarehouseError
from suitehouse.warehouses import _duckdb_sql as sql
from suitehouse.warehouses._file_key import FileKey

# Takes a fifth off an insert and compresses text in one step; DuckDB 1.4 and later read it. Only
# files of this version or a later one can be encrypted.
STORAGE_VERSION: Final = "storage_version 'v1.4.0'"
# What an encrypted file is called in SQL, whatever its name: names of files may be reserved words.
DATABASE: Final = "warehouse"
_CIPHER: Final = "duckdb_extension_httpfs"
_VARIABLE: Final = "SUITEHOUSE_WAREHOUSE_KEY"
_KEY: Final = "_suitehouse_key"
_Connection = duckdb.DuckDBPyConnection


def connect_file(path: Path, key: FileKey | None, *, read_only: bool = False) -> _Connection:
    """Return a connection whose database is a file; one that is missing is made.

    A cursor of an encrypted one starts in the connection's memory: see `use_file`.

    Raises:
        KeyMaterialError: The file needs another key, one at all, or none.
        ConfigurationError: DuckDB's part that encrypts is not installed.
        duckdb.Error: It cannot be opened.
    """
    if key is None:
        with _key_faults(path):
            return duckdb.connect(str(path), read_only=read_only)
    connection = duckdb.connect()
    try:
        attach_main_file(connection, path, key, read_only=read_only)
        use_file(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def attach_main_file(
    connection: _Connection, path: Path, key: FileKey, *, read_only: bool = False
) -> None:
    """Attach an encrypted file as the database `warehouse`; what it spills is encrypted too.

    Raises:
        KeyMaterialError: As `connect_file`.
        ConfigurationError: As there.
        duckdb.Error: It cannot be opened.
    """
    _load_cipher(connection)
    connection.execute(f"set temp_directory = {sql.text(f'{path}.tmp')}")
    attach_file(connection, path, DATABASE, key, options=("read_only",) if read_only else ())


def use_file(connection: _Connection) -> None:
    """Make the encrypted file the database of what a connection or cursor executes."""
    connection.execute(f"use {DATABASE}")


def attach_file(
    connection: _Connection,
    path: Path,
    name: str,
    key: FileKey | None,
    *,
    options: tuple[str, ...] = (),
) -> None:
    """Attach a file beside others, under a name that is quoted here.

    Raises:
        KeyMaterialError: As `connect_file`.
        ConfigurationError: As there.
        duckdb.Error: It cannot be opened.
    """
    if key is not None:
        _load_cipher(connection)
        options = (*options, f"encryption_key getvariable('{_KEY}')")
    listed = f" ({', '.join(options)})" if options else ""
    with _key_faults(path), _known(connection, key):
        connection.execute(f"attach {sql.text(str(path))} as {sql.quote(name)}{listed}")


def make_file(path: Path, key: FileKey | None) -> None:
    """Make an empty file in our storage format, which it keeps however it is opened later."""
    with duckdb.connect() as connection:
        attach_file(connection, path, "made", key, options=(STORAGE_VERSION,))
        connection.execute("detach made")


def _load_cipher(connection: _Connection) -> None:
    """Load the OpenSSL that DuckDB encrypts with; its own code only decrypts.

    Its signature is checked by DuckDB whatever package it came in.
    """
    found = importlib.util.find_spec(_CIPHER)
    folders = (found and found.submodule_search_locations) or ()
    files = [file for folder in folders for file in Path(folder).rglob("httpfs.duckdb_extension")]
    try:
        connection.execute(f"load {sql.text(str(files[0])) if files else 'httpfs'}")
        connection.execute("set temp_file_encryption = true")
    except duckdb.Error as error:
        raise ConfigurationError(
            f"DuckDB {duckdb.__version__} encrypts with its extension httpfs, and it is not there: "
            "run `pip install 'suitehouse[encryption]'`, or `INSTALL httpfs` in DuckDB itself."
        ) from error


@contextmanager
def _known(connection: _Connection, key: FileKey | None) -> Iterator[None]:
    """Let the statements of the block read the key."""
    if key is None:
        yield
        return
    try:
        connection.execute(f"set variable {_KEY} = {sql.text(key.text)}")
        yield
    except duckdb.Error as error:
        if key.text not in str(error):
            raise
        raise WarehouseError(
            f"DuckDB did not take the warehouse key ({type(error).__name__})."
        ) from None
    finally:
        connection.execute(f"reset variable {_KEY}")


@contextmanager
def _key_faults(path: Path) -> Iterator[None]:
    """Say what is wrong with a file's key, by what DuckDB 1.5 says of it."""
    try:
        yield
    except duckdb.Error as error:
        text = str(error).lower()
        if "wrong encryption key" in text:
            raise KeyMaterialError(
                f"{path} is encrypted with another key than {_VARIABLE} points to; set the "
                "reference to the key it was made with."
            ) from None
        if "without a key" in text:
            raise KeyMaterialError(
                f"{path} is encrypted; set {_VARIABLE} to a reference to its key."
            ) from None
        if "is not encrypted" in text:
            raise KeyMaterialError(
                f"{path} is not encrypted, and {_VARIABLE} is set; encrypt what is there with "
                "`suitehouse keys encrypt`, or unset the variable."
            ) from None
        raise
