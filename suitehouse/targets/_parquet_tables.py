"""A relation's rows as Parquet files, one to a bucket of its key.

A key is in the same bucket for ever: the MD5 sum of its text, modulo the count of buckets, which is
chosen by the rows when a relation is written whole. A merge writes the buckets anew that its keys
are in and links the others. Keys are random, so that a merge of many rows touches most buckets;
whatever plain readers can read without a log of changes has that price. Buckets of some hundred
thousand rows keep it low for the few rows of an hour, and a table of as many rows is one file.
"""

# ruff: noqa: S608 - identifiers go through `quote`, literals through `text`

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from suitehouse.errors import DiskFullError
from suitehouse.operations.durable import flush
from suitehouse.targets._counted import Counted
from suitehouse.targets._parquet_versions import TableFiles
from suitehouse.targets.duckdb import DuckDbDialect
from suitehouse.targets.protocol import Relation, Shipment
from suitehouse.warehouses._duckdb_faults import is_disk_full

_BUCKET_ROWS: Final = 200_000
_MOST_BUCKETS: Final = 256
# Beyond it the stage spills to the disk.
_MEMORY: Final = "512MB"
_STAGE: Final = "stage"
_ROWS: Final = "_suitehouse_rows"
_BUCKET: Final = "_suitehouse_bucket"
_SQL: Final = DuckDbDialect()


class TableWriter:
    """Writes a shipment's files into a new folder, beside the files that are there now."""

    def __init__(self, shipment: Shipment, folder: Path, number: int) -> None:
        self._shipment = shipment
        self._folder = folder
        self._number = number
        self.sent_rows = 0
        self.written_bytes = 0
        self.written_files = 0

    @property
    def _relation(self) -> Relation:
        return self._shipment.relation

    def replace(self) -> dict[str, int]:
        """Write all rows; return how many each file has."""
        buckets = _bucket_count(self._relation, self._shipment.receipt.rows)
        if buckets == 1:
            with self._coming() as work:
                return dict([self._write(work, 0, f"select * from {_ROWS}")])
        with self._staged(buckets) as work:
            return dict(
                self._write(work, bucket, f"select * from {_STAGE} where {_BUCKET} = {bucket}")
                for bucket in range(buckets)
            )

    def merge(self, held: TableFiles, before: Path) -> dict[str, int]:
        """Write the buckets anew that rows came for, and link the others."""
        files = {int(name.partition("-")[0]): name for name in held.files}
        with self._staged(len(files)) as work:
            found = work.execute(f"select distinct {_BUCKET} from {_STAGE}").fetchall()
            changed = {bucket for (bucket,) in found}
            rows = {}
            for bucket, name in sorted(files.items()):
                if bucket in changed:
                    kept = self._kept(held, before / name)
                    came = f"select * from {_STAGE} where {_BUCKET} = {bucket}"
                    fresh, count = self._write(work, bucket, f"{kept} union all by name {came}")
                else:
                    fresh, count = self._name(bucket), held.files[name]
                    _link(before / name, self._folder / fresh)
                rows[fresh] = count
        return rows

    @contextmanager
    def _coming(self, file: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
        """A private DuckDB, in memory or in a file that goes again; rows come to it once."""
        counted = Counted(self._shipment.rows())
        with (
            tempfile.TemporaryDirectory(prefix="suitehouse-") as folder,
            duckdb.connect(f"{folder}/{file}" if file else ":memory:") as work,
        ):
            work.execute(f"set memory_limit = '{_MEMORY}'")
            work.execute(f"set temp_directory = {_SQL.text(folder)}")
            work.execute("set preserve_insertion_order = false")
            work.execute("set enable_progress_bar = false")
            work.register(_ROWS, counted.reader())
            yield work
        self.sent_rows = counted.rows

    @contextmanager
    def _staged(self, buckets: int) -> Iterator[duckdb.DuckDBPyConnection]:
        """The same with the rows in a table of a file, and the bucket of each."""
        with self._coming("stage.duckdb") as work:
            bucket = _bucket_of(self._relation, buckets)
            # So that a bucket is read without the others.
            order = f"order by {_BUCKET}" if buckets > 1 else ""
            with staging_faults():
                work.execute(
                    f"create table {_STAGE} as select *, {bucket} as {_BUCKET} from {_ROWS} {order}"
                )
            work.unregister(_ROWS)
            yield work

    def _kept(self, held: TableFiles, path: Path) -> str:
        """The rows of a file that none came for, in the shape that the relation has now."""
        before = json.loads(held.receipt.shape)
        columns = ", ".join(
            _SQL.quote(column.name)
            if before.get(column.name) == column.type
            else f"cast(null as {column.type}) as {_SQL.quote(column.name)}"
            for column in self._relation.columns
        )
        keys = ", ".join(_SQL.quote(name) for name in self._relation.key)
        rows = f"read_parquet({_SQL.text(str(path))})"
        return f"select {columns} from {rows} anti join {_STAGE} using ({keys})"

    def _name(self, bucket: int) -> str:
        """A name of this version's own, also where the file is an old one."""
        return f"{bucket:04}-{self._number}.parquet"

    def _write(self, work: duckdb.DuckDBPyConnection, bucket: int, query: str) -> tuple[str, int]:
        name = self._name(bucket)
        path = self._folder / name
        names = ", ".join(_SQL.quote(column.name) for column in self._relation.columns)
        told = work.execute(
            f"copy (select {names} from ({query})) to {_SQL.text(str(path))} "
            "(format parquet, compression zstd)"
        ).fetchall()
        flush(path)
        self.written_files += 1
        self.written_bytes += path.stat().st_size
        return name, int(told[0][0])


@contextmanager
def staging_faults() -> Iterator[None]:
    """Tell a full disk of temporary files from that of the folder.

    Raises:
        DiskFullError: There is no room to stage rows.
    """
    try:
        yield
    except duckdb.Error as error:
        if is_disk_full(error):
            raise DiskFullError(
                f"Rows are staged in {tempfile.gettempdir()}, whose disk is full; make room there "
                "or set TMPDIR to a folder of another disk, then run again."
            ) from error
        raise


def _link(held: Path, fresh: Path) -> None:
    """Copy where the file system has no links."""
    try:
        os.link(held, fresh)
    except OSError:
        shutil.copyfile(held, fresh)


def _bucket_count(relation: Relation, rows: int) -> int:
    """One without a key, which is always written whole."""
    if not relation.key:
        return 1
    return min(max(1, -(-rows // _BUCKET_ROWS)), _MOST_BUCKETS)


def _bucket_of(relation: Relation, buckets: int) -> str:
    if buckets == 1:
        return "0"
    key = ", ".join(f"cast({_SQL.quote(name)} as varchar)" for name in relation.key)
    return f"cast(md5_number_lower(concat_ws(chr(31), {key})) % {buckets} as integer)"
