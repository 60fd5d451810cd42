"""Arrow batches as Parquet files one after another, of bounded size and in flat memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

# Of Arrow in memory: what is held at once, and what one file is made of.
GROUP_BYTES: Final = 32 * 1024 * 1024
FILE_BYTES: Final = 256 * 1024 * 1024
_GROUP_ROWS: Final = 122_880


def parquet_files(
    batches: Iterable[pa.RecordBatch], schema: pa.Schema, folder: Path, *, compression: str
) -> Iterator[Path]:
    """Yield each file once it is whole; none where there are no rows. The caller removes them."""
    number, written = 0, 0
    writer: pq.ParquetWriter | None = None
    with ExitStack() as open_files:
        for group in _row_groups(batches, schema):
            if writer is None:
                path = folder / f"part-{number:05}.parquet"
                writer = open_files.enter_context(
                    pq.ParquetWriter(path, schema, compression=compression)
                )
            writer.write_table(group, row_group_size=len(group))
            written += group.nbytes
            if written >= FILE_BYTES:
                open_files.close()
                yield path
                writer, number, written = None, number + 1, 0
        if writer is not None:
            open_files.close()
            yield path


def _row_groups(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    rows, size = 0, 0
    for batch in batches:
        waiting.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= _GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.Table.from_batches(waiting, schema)
            waiting, rows, size = [], 0, 0
    if rows:
        yield pa.Table.from_batches(waiting, schema)
