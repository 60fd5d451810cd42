"""A folder of Parquet files, for Excel, Power BI, Spark and whatever else reads them.

`parquet:///folder` holds `folder/<schema>/<table>/*.parquet`. A delivery is switched to at once, by
a symbolic link (`_parquet_versions`), so it has to be a folder of a file system that has them; an
object store has none. Files are the owner's alone unless the folder says otherwise by a default
access list. Views are not made: a file holds rows, and those of `staging` are landing's.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import duckdb
import pyarrow as pa

from suitehouse.errors import ConfigurationError, DiskFullError, WarehouseError
from suitehouse.operations.private_files import private_files
from suitehouse.targets._parquet_tables import TableWriter
from suitehouse.targets._parquet_versions import Manifest, TableFiles, Versions
from suitehouse.targets._refusals import too_few
from suitehouse.targets._urls import label_of, path_of
from suitehouse.targets.duckdb import DuckDbDialect
from suitehouse.targets.protocol import Cost, Receipt, Relation, Shipment, Totals, View
from suitehouse.warehouses._duckdb_faults import warehouse_faults

_SQL: Final = DuckDbDialect()
_LONGEST_FILE_NAME: Final = 255
_BATCH_ROWS: Final = 20_000
_FULL: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_FOLDER: Final = {errno.ENOTDIR, errno.EEXIST}
_NOWHERE: Final = {errno.ELOOP, errno.ENOENT}
_FORBIDDEN: Final = {errno.EACCES, errno.EPERM, errno.EROFS}


class ParquetTarget:
    """A `Target` in a local folder. Its SQL is DuckDB's, over tables of the same names."""

    costs_to_ask = False

    def __init__(self, url: str) -> None:
        self.folder = path_of(url)
        self.label = label_of(url)
        self._versions = Versions(self.folder, self.label)

    def receipts(self) -> Mapping[str, Receipt]:
        """Return what the folder holds; see `Target.receipts`."""
        with self._faults("reading what was delivered"):
            tables = self._versions.current().tables
            return {
                name: table.receipt
                for name, table in tables.items()
                if self._versions.is_whole(table)
            }

    def deliver(self, shipments: Sequence[Shipment]) -> tuple[Cost, ...]:
        """Take shipments and switch to them at once; see `Target.deliver`."""
        relations = [shipment.relation for shipment in shipments]
        for relation in relations:
            _check_names(relation)
        names = ", ".join(relation.qualified for relation in relations)
        with self._faults(f"delivering {names}"), self._versions.locked():
            before = self._versions.current()
            self._versions.check_own(before, relations)
            self._versions.clear(before)
            try:
                brought = [self._bring(shipment, before) for shipment in shipments]
                costs, tables = zip(*brought, strict=True)
                self._switch(before, tables)
            finally:
                self._versions.clear(self._versions.current())
            return tuple(costs)

    def show(self, views: Sequence[View], receipt: Receipt) -> None:  # noqa: ARG002 - of the protocol
        """Note that there is nothing to make; see `Target.show`."""
        with self._faults("noting views"), self._versions.locked():
            self._switch(self._versions.current(), [TableFiles(receipt)])
            self._versions.clear(self._versions.current())

    def totals(self, relation: Relation) -> Totals:
        """Return a relation's totals; see `Target.totals`."""
        with self._faults(f"adding up {relation.qualified}"):
            if not self._has(relation):
                return Totals(0, 0, 0)
            found = self._at_one_moment(_SQL.totals(relation))
            return Totals(*(int(column[0].as_py()) for column in found.columns))

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows, all of one version."""
        with self._faults("reading"):
            return self._at_one_moment(sql)

    def contents(self, relation: Relation) -> Iterator[pa.RecordBatch]:
        """Yield a relation's rows; see `Target.contents`."""
        with self._faults(f"reading {relation.qualified}"):
            if not self._has(relation):
                return
            with self._versions.locked(shared=True), duckdb.connect() as work:
                sql = _SQL.contents(relation)
                self._name_tables(work, self._versions.current(), sql)
                yield from work.execute(sql).to_arrow_reader(_BATCH_ROWS)

    def close(self) -> None:
        """Nothing is held open."""

    def _has(self, relation: Relation) -> bool:
        table = self._versions.current().tables.get(relation.qualified)
        return table is not None and self._versions.is_whole(table)

    def _bring(self, shipment: Shipment, before: Manifest) -> tuple[Cost, TableFiles]:
        relation, number = shipment.relation, before.number + 1
        fresh = TableFiles(shipment.receipt, f"{relation.schema}/{relation.name}/{number}")
        folder = self._versions.folder_of(fresh)
        folder.mkdir(parents=True)
        writer = TableWriter(shipment, folder, number)
        held = before.tables.get(relation.qualified)
        if held is None or shipment.mode == "replace":
            files = writer.replace()
        else:
            files = writer.merge(held, self._versions.folder_of(held))
        brought = replace(fresh, files=files)
        if brought.rows != shipment.receipt.rows:
            raise too_few(
                self.label, shipment.relation.qualified, brought.rows, shipment.receipt.rows
            )
        return Cost(writer.sent_rows, writer.written_files or 1, writer.written_bytes), brought

    def _switch(self, before: Manifest, brought: Sequence[TableFiles]) -> None:
        tables = {**before.tables, **{table.receipt.relation: table for table in brought}}
        self._versions.switch(Manifest(before.number + 1, tables))

    def _at_one_moment(self, sql: str) -> pa.Table:
        """Look again where files went while they were looked at, since a version came."""
        while True:
            manifest = self._versions.current()
            try:
                with duckdb.connect() as work:
                    self._name_tables(work, manifest, sql)
                    return work.execute(sql).to_arrow_table()
            except duckdb.IOException:
                if self._versions.current().number == manifest.number:
                    raise

    def _name_tables(self, work: duckdb.DuckDBPyConnection, manifest: Manifest, sql: str) -> None:
        """Make views of what a statement may name; a view costs a look into a file."""
        work.execute("set enable_progress_bar = false")
        said = sql.lower()
        for table in manifest.tables.values():
            relation = Relation(table.receipt.schema, table.receipt.table, ())
            if table.folder and _SQL.quote(relation.name)[1:-1].lower() in said:
                folder = self._versions.folder_of(table)
                paths = ", ".join(_SQL.text(str(folder / name)) for name in table.files)
                work.execute(_SQL.create_schema(relation.schema))
                work.execute(
                    f"create view {_SQL.relation(relation)} as from read_parquet([{paths}])"
                )

    @contextmanager
    def _faults(self, work: str) -> Iterator[None]:
        with private_files(), warehouse_faults(self.folder, work):
            try:
                yield
            except OSError as error:
                raise self._error(error, work) from error

    def _error(self, error: OSError, work: str) -> WarehouseError:
        where = f"{self.label} failed while {work}"
        if error.errno in _FULL:
            return DiskFullError(f"{where}: the disk is full; make room there, then run again.")
        if error.errno in _FORBIDDEN:
            return WarehouseError(f"{where}: give this user the right to write the folder.")
        if error.errno in _NO_FOLDER:
            return WarehouseError(f"{where}: it, or what it lies in, is a file and no folder.")
        if error.errno in _NOWHERE:
            return WarehouseError(
                f"{where}: a part of its path is gone, or a symbolic link leads to itself; put it "
                "right, then run again."
            )
        kind = errno.errorcode.get(error.errno or 0, "unknown")
        return WarehouseError(f"{where} ({kind}); readers see what they saw before.")


def open_target(url: str) -> ParquetTarget:
    """Return the target of a `parquet://` URL.

    Raises:
        ConfigurationError: It is no local folder.
    """
    if url.partition("://")[0] != "parquet" or not url.partition("://")[2].strip("/"):
        raise ConfigurationError(
            "parquet:// takes a local folder, as in parquet:///srv/warehouse; an object store has "
            "no way to switch a whole delivery at once. Copy the folder there after each run."
        )
    return ParquetTarget(url)


def _check_names(relation: Relation) -> None:
    """Make sure that schema and table can be folders.

    Raises:
        ConfigurationError: They cannot.
    """
    _SQL.check_names(relation)
    for name in (relation.schema, relation.name):
        is_long = len(name.encode()) > _LONGEST_FILE_NAME
        if is_long or name.startswith(".") or set(name) & set("/\\\0"):
            raise ConfigurationError(
                f"{relation.qualified} has a name that cannot be one of a folder; leave the table "
                "out by its contract, or rename it in the CRM."
            )
