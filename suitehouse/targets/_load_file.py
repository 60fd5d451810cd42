"""Rows in a Parquet file of a private temporary folder, for warehouses that load files."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from suitehouse.errors import DiskFullError

_GROUP_BYTES: Final = 64_000_000


@contextmanager
def parquet_file(rows: pa.RecordBatchReader) -> Iterator[Path]:
    """Yield a file of rows, which is gone after the block.

    Raises:
        DiskFullError: The disk of temporary files is full.
    """
    with tempfile.TemporaryDirectory(prefix="suitehouse-") as folder:
        file = Path(folder) / "rows.parquet"
        with disk_faults():
            write_parquet(rows, file)
        yield file


def write_parquet(rows: pa.RecordBatchReader, file: Path) -> None:
    """Write rows in groups of bounded size; unsigned integers as decimals, which all have."""
    schema = pa.schema([_field(field) for field in rows.schema])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        waiting: list[pa.RecordBatch] = []
        for batch in rows:
            waiting.append(batch)
            if sum(each.nbytes for each in waiting) >= _GROUP_BYTES:
                writer.write_table(pa.Table.from_batches(waiting).cast(schema))
                waiting = []
        if waiting:
            writer.write_table(pa.Table.from_batches(waiting).cast(schema))


def _field(field: pa.Field) -> pa.Field:
    return field.with_type(pa.decimal128(20)) if field.type == pa.uint64() else field


@contextmanager
def disk_faults() -> Iterator[None]:
    """Say which disk is full.

    Raises:
        DiskFullError: The disk of temporary files is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise DiskFullError(
            f"The disk of {tempfile.gettempdir()} is full, where rows for a warehouse are put into "
            "a file; make room there, or set TMPDIR to another folder."
        ) from error
