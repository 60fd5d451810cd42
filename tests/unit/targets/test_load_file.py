"""Rows that go into a file keep their number, in bounded groups, and leave nothing behind."""

from __future__ import annotations

import errno
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from suitehouse.errors import DiskFullError
from suitehouse.targets import _load_file
from suitehouse.targets._load_file import parquet_file


def fifty_batches() -> pa.RecordBatchReader:
    batches = [pa.record_batch({"n": pa.array([i] * 10, pa.uint64())}) for i in range(50)]
    return pa.RecordBatchReader.from_batches(batches[0].schema, batches)


def test_a_file_of_many_batches_has_few_groups_and_all_rows() -> None:
    with parquet_file(fifty_batches()) as path, pq.ParquetFile(path) as file:
        assert (file.metadata.num_rows, file.num_row_groups) == (500, 1)
        assert str(file.schema_arrow.field("n").type) == "decimal128(20, 0)"
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_a_group_is_written_when_it_is_large_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_load_file, "_GROUP_BYTES", 800)

    with parquet_file(fifty_batches()) as path, pq.ParquetFile(path) as file:
        assert (file.metadata.num_rows, file.num_row_groups) == (500, 5)


def test_the_folder_is_private_and_goes() -> None:
    with parquet_file(fifty_batches()) as path:
        assert path.parent.stat().st_mode & 0o077 == 0

    assert not path.parent.exists()


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_rows: pa.RecordBatchReader, _file: Path) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(_load_file, "write_parquet", full)

    with pytest.raises(DiskFullError, match="TMPDIR"), parquet_file(fifty_batches()):
        pass
