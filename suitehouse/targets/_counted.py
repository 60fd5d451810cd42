"""Rows and bytes that a delivery moves, counted while they pass."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa


class Counted:
    """A stream that counts what passes."""

    def __init__(self, rows: pa.RecordBatchReader) -> None:
        self._rows = rows
        self.rows = 0
        self.bytes = 0

    def reader(self) -> pa.RecordBatchReader:
        """Return the stream, which is read once."""
        return pa.RecordBatchReader.from_batches(self._rows.schema, self._batches())

    def _batches(self) -> Iterator[pa.RecordBatch]:
        for batch in self._rows:
            self.rows += batch.num_rows
            self.bytes += batch.nbytes
            yield batch
