"""Rows that go into files keep their number, in bounded groups, and leave nothing behind."""

from __future__ import annotations

import errno
import stat
import tempfile
from datetime import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from suitehouse.errors import DiskFullError
from suitehouse.targets import _load_files
from suitehouse.targets._load_files import load_files


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def fifty_batches() -> pa.RecordBatchReader:
    batches = [pa.record_batch({"n": pa.array([i] * 10, pa.uint64())}) for i in range(50)]
    return pa.RecordBatchReader.from_batches(batches[0].schema, batches)


def test_many_batches_are_one_file_of_few_groups() -> None:
    with load_files(fifty_batches()) as files:
        groups = [pq.ParquetFile(path).metadata.num_row_groups for path in files]

    assert groups == [1]


def test_a_group_and_a_file_end_when_they_are_large_enough(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_load_files, "GROUP_BYTES", 800)  # of ten batches

    with load_files(fifty_batches(), file_bytes=2_000) as files:
        found = {
            path.name: [file.row_group(n).num_rows for n in range(file.num_row_groups)]
            for path in files
            if (file := pq.ParquetFile(path).metadata)
        }

    assert found == {"part-00000.parquet": [100, 100], "part-00001.parquet": [100, 100]} | {
        "part-00002.parquet": [100]
    }


def test_no_rows_are_no_file() -> None:
    empty = pa.RecordBatchReader.from_batches(pa.schema([("n", pa.int64())]), [])

    with load_files(empty) as files:
        assert list(files) == []


def test_columns_have_the_names_and_types_that_are_asked_for_and_no_unsigned_ones() -> None:
    batch = pa.record_batch({"n": pa.array([2**64 - 1], pa.uint64()), "at": [time(23, 59, 59, 1)]})
    rows = pa.RecordBatchReader.from_batches(batch.schema, [batch])

    with load_files(rows, pa.schema([("N", pa.uint64()), ("AT", pa.string())])) as files:
        (table,) = map(pq.read_table, files)

    assert table.schema.field("N").type == pa.decimal128(20)
    assert [str(value) for value in table.to_pylist()[0].values()] == [
        "18446744073709551615",
        "23:59:59.000001",
    ]


def test_files_are_the_owners_alone_and_go_one_after_the_other(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_load_files, "GROUP_BYTES", 1)

    with load_files(fifty_batches(), file_bytes=1) as files:
        for path in files:
            assert stat.filemode(path.stat().st_mode) == "-rw-------"
            assert list(path.parent.iterdir()) == [path]

    assert list(temporary.iterdir()) == []


def test_nothing_stays_of_what_broke_off(temporary: Path) -> None:
    def put(_path: Path) -> None:
        raise RuntimeError("broke")

    with pytest.raises(RuntimeError, match="broke"), load_files(fifty_batches()) as files:
        put(next(files))

    assert list(temporary.iterdir()) == []


def test_a_full_disk_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)

    with pytest.raises(DiskFullError, match="TMPDIR"), load_files(fifty_batches()) as files:
        next(files)
