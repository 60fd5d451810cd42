"""Rows as Parquet files of a private temporary folder, for warehouses that load files."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from suitehouse.errors import DiskFullError
from suitehouse.operations.private_files import private_files

# Of Arrow in memory: what is held at once, and what one file is made of.
GROUP_BYTES: Final = 32 * 1024 * 1024
FILE_BYTES: Final = 256 * 1024 * 1024
_GROUP_ROWS: Final = 122_880


@contextmanager
def load_files(
    rows: pa.RecordBatchReader,
    schema: pa.Schema | None = None,
    *,
    compression: str = "zstd",
    file_bytes: int | None = None,
) -> Iterator[Iterator[Path]]:
    """Yield files one after another, none where there are no rows; each goes as the next comes.

    Columns have the names and types of `schema`, or their own; unsigned integers are decimals,
    which every warehouse has. A file is made of so many bytes of Arrow.

    Raises:
        DiskFullError: The disk of temporary files is full.
    """
    plain = pa.schema([_signed(field) for field in schema or rows.schema])
    folders = tempfile.TemporaryDirectory(prefix="suitehouse-")
    with private_files(), _disk_faults(), folders as folder:
        yield _files(_groups(rows, plain), Path(folder), compression, file_bytes or FILE_BYTES)


def _signed(field: pa.Field) -> pa.Field:
    return field.with_type(pa.decimal128(20)) if field.type == pa.uint64() else field


def _files(
    groups: Iterator[pa.Table], folder: Path, compression: str, file_bytes: int
) -> Iterator[Path]:
    for number, first in enumerate(groups):
        path = folder / f"part-{number:05}.parquet"
        written = 0
        with pq.ParquetWriter(path, first.schema, compression=compression) as writer:
            for group in chain([first], groups):
                writer.write_table(group, row_group_size=len(group))
                written += group.nbytes
                if written >= file_bytes:
                    break
        yield path
        path.unlink()


def _groups(rows: pa.RecordBatchReader, schema: pa.Schema) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    count, size = 0, 0
    for batch in rows:
        waiting.append(batch)
        count, size = count + batch.num_rows, size + batch.nbytes
        if count >= _GROUP_ROWS or size >= GROUP_BYTES:
            yield _group(waiting, schema)
            waiting, count, size = [], 0, 0
    if count:
        yield _group(waiting, schema)


def _group(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_batches(batches).rename_columns(schema.names).cast(schema)


@contextmanager
def _disk_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise DiskFullError(
            f"The disk of {tempfile.gettempdir()} is full, where rows for a warehouse are put into "
            "files; make room there, or set TMPDIR to another folder."
        ) from error
