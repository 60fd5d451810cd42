"""Everything that can be read out of a file: its bytes, and what is packed or stored inside them.

Compressed files and archives are unpacked, databases are read table by table, since DuckDB
compresses its text and SQLite spreads long text over pages; Parquet and Arrow files are read row by
row, as both may pack each column. Nothing is written except a temporary copy of a DuckDB file,
which opens whoever else has the file open.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb
import pyarrow as pa
import pyarrow.ipc as arrow_ipc
from pyarrow import parquet

from suitehouse.errors import SuitehouseError

BLOCK_BYTES = 8 << 20
_ROWS = 20_000
_DEEPEST = 3
_DUCKDB_MAGIC_AT = 8


class UnopenedError(Exception):
    """Something is packed in a way that was recognised and then could not be opened."""


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes to search, in blocks; `inside` is where in the file they are, "" for all of it."""

    inside: str
    blocks: Iterator[bytes]


# Gives a connection to a DuckDB file, which is closed at the end of a `with` block.
OpenDatabase = Callable[[Path], duckdb.DuckDBPyConnection]


def open_plain(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file that is not encrypted."""
    return duckdb.connect(str(path))


def contents(path: Path, open_database: OpenDatabase = open_plain) -> Iterator[Content]:
    """Yield the file's own bytes, then what is inside it; a DuckDB file is opened as told.

    Raises:
        UnopenedError: On iterating, where a container cannot be opened.
    """
    with path.open("rb") as file:
        head = file.read(16)
        file.seek(0)
        yield Content("", _blocks(file))
        if head[_DUCKDB_MAGIC_AT : _DUCKDB_MAGIC_AT + 4] == b"DUCK":
            yield from _opened(path.name, _duckdb_tables(path, open_database))
        elif head.startswith(b"SQLite format 3\0"):
            yield from _opened(path.name, _sqlite_tables(path))
        else:
            file.seek(0)
            yield from _unpacked(file, head, "", _DEEPEST)


def _batch_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[bytes]:
    """Every value of each batch on a line of its own, nested ones as they print."""
    for batch in batches:
        for column in batch.columns:
            yield b"\n".join(_plain(value) for value in column.to_pylist())


def _parquet_batches(file: IO[bytes]) -> Iterator[pa.RecordBatch]:
    return iter(parquet.ParquetFile(file).iter_batches(_ROWS))


def _arrow_batches(file: IO[bytes]) -> Iterator[pa.RecordBatch]:
    reader = arrow_ipc.open_file(file)
    return (reader.get_batch(number) for number in range(reader.num_record_batches))


def _unpacked(file: IO[bytes], head: bytes, inside: str, depth: int) -> Iterator[Content]:
    """What a compressed stream or archive holds, and what is packed in that, to a limit."""
    if depth and head.startswith(b"PK\x03\x04"):
        yield from _opened(inside, _zip_members(file, inside, depth))
    for name, magic, batches in _COLUMNAR:
        if depth and head.startswith(magic):
            yield from _opened(inside, _columnar(file, f"{inside}/{name}", batches))
    for name, magic, unpack in _COMPRESSIONS:
        if depth and head.startswith(magic):
            yield from _opened(inside, _unpacked_stream(file, unpack, f"{inside}/{name}", depth))


def _columnar(
    file: IO[bytes], inside: str, batches: Callable[[IO[bytes]], Iterator[pa.RecordBatch]]
) -> Iterator[Content]:
    # Read into memory: the reader wants to seek, and closes what it is given.
    yield Content(inside, _batch_rows(batches(io.BytesIO(file.read()))))


def _zip_members(file: IO[bytes], inside: str, depth: int) -> Iterator[Content]:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            with archive.open(member) as stream:
                yield from _stream(stream, f"{inside}/{member.filename}", depth)


def _unpacked_stream(
    file: IO[bytes], unpack: Callable[[Any], Any], inside: str, depth: int
) -> Iterator[Content]:
    # To unpack may fail at once, which is for `_opened` to see.
    yield from _stream(unpack(file), inside, depth)


def _stream(stream: IO[bytes], inside: str, depth: int) -> Iterator[Content]:
    head = stream.read(16)
    stream.seek(0)
    yield Content(inside, _blocks(stream))
    stream.seek(0)
    yield from _unpacked(stream, head, inside, depth - 1)


def _opened(inside: str, packed: Iterator[Content]) -> Iterator[Content]:
    try:
        yield from packed
    except (OSError, EOFError, zipfile.BadZipFile, lzma.LZMAError, zlib.error) as error:
        raise UnopenedError(inside) from error
    except (duckdb.Error, sqlite3.Error, pa.ArrowException, RuntimeError, SuitehouseError) as error:
        raise UnopenedError(inside) from error


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(BLOCK_BYTES):
        yield block


def _duckdb_tables(path: Path, open_database: OpenDatabase) -> Iterator[Content]:
    with tempfile.TemporaryDirectory(prefix="suitehouse-search-") as folder:
        copy = Path(folder) / path.name
        for source in (path, path.with_name(f"{path.name}.wal")):
            if source.exists():
                shutil.copyfile(source, copy.with_name(source.name))
        with open_database(copy) as connection:
            for *place, name in connection.execute(_DUCKDB_TABLES).fetchall():
                yield Content(f"{place[-1]}.{name}", _duckdb_rows(connection, (*place, name)))


_DUCKDB_TABLES = """
    select database_name, schema_name, table_name from duckdb_tables() where not internal
    order by all
"""


def _duckdb_rows(connection: duckdb.DuckDBPyConnection, place: tuple[str, ...]) -> Iterator[bytes]:
    name = ".".join('"' + part.replace('"', '""') + '"' for part in place)
    # All columns as one text a row, with a line end between, which no needle holds.
    query = f"select concat_ws(chr(10), *columns(*)) from {name}"  # noqa: S608 - quoted above
    cursor = connection.cursor().execute(query)
    while rows := cursor.fetchmany(_ROWS):
        yield "\n".join(row[0] for row in rows).encode()


def _sqlite_tables(path: Path) -> Iterator[Content]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = bytes
    try:
        tables = connection.execute("select name from sqlite_master where type = 'table'")
        for (name,) in tables.fetchall():
            table = name.decode()
            yield Content(table, _sqlite_rows(connection, table))
    finally:
        connection.close()


def _sqlite_rows(connection: sqlite3.Connection, table: str) -> Iterator[bytes]:
    name = '"' + table.replace('"', '""') + '"'
    cursor = connection.execute(f"select * from {name}")  # noqa: S608 - quoted above
    while rows := cursor.fetchmany(_ROWS):
        yield b"\n".join(_plain(value) for row in rows for value in row)


def _plain(value: object) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode()
    try:
        # Schedulers keep snapshots of their graphs as compressed blobs.
        return zlib.decompress(value) if value[:1] == b"\x78" else value
    except zlib.error:
        return value


def _zlib_stream(file: IO[bytes]) -> IO[bytes]:
    return io.BytesIO(zlib.decompress(file.read()))


def _zstd_stream(file: IO[bytes]) -> IO[bytes]:
    with pa.CompressedInputStream(file, "zstd") as stream:
        return io.BytesIO(stream.read())


_COLUMNAR: tuple[tuple[str, bytes, Callable[[IO[bytes]], Iterator[pa.RecordBatch]]], ...] = (
    ("parquet", b"PAR1", _parquet_batches),
    ("arrow", b"ARROW1", _arrow_batches),
)
_COMPRESSIONS: tuple[tuple[str, bytes, Callable[[Any], Any]], ...] = (
    ("gzip", b"\x1f\x8b", gzip.open),
    ("bzip2", b"BZh", bz2.BZ2File),
    ("xz", b"\xfd7zXZ\0", lzma.LZMAFile),
    ("zstd", b"\x28\xb5\x2f\xfd", _zstd_stream),
    ("zlib", b"\x78\x9c", _zlib_stream),
    ("zlib", b"\x78\xda", _zlib_stream),
)
