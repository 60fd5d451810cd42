"""Amazon Redshift, by Parquet files in S3 and COPY.

Rows are written as Parquet into a private temporary folder, a file at a time, uploaded under a
prefix of the delivery's own and copied by the cluster itself, through the role in the URL. What was
uploaded is removed whether the delivery went well or not. The files are compressed by Snappy, as
Redshift's own UNLOAD does it.

Tables are emptied by DELETE, since TRUNCATE commits.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import pyarrow as pa

from suitehouse.errors import SuitehouseError, TargetUnreachableError
from suitehouse.operations.private_files import private_files
from suitehouse.targets._counted import Counted
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._load_file import disk_faults
from suitehouse.targets._parquet_files import parquet_files
from suitehouse.targets._redshift_access import Access, access_of
from suitehouse.targets._redshift_dialect import RedshiftDialect
from suitehouse.targets._redshift_faults import redshift_faults
from suitehouse.targets._redshift_values import (
    copied_batches,
    copied_schema,
    fitting_rows,
)
from suitehouse.targets._shape import alterations
from suitehouse.targets._sql_target import SqlTarget, plain_transaction
from suitehouse.targets.protocol import Cost, Receipt, Relation, Shipment

if TYPE_CHECKING:
    from suitehouse.targets._s3_staging import S3Staging

_TALKATIVE: Final = ("redshift_connector", "boto3", "botocore", "s3transfer", "urllib3")
_COPIED: Final = "_suitehouse_copied"
_CURSOR: Final = "_suitehouse_cursor"
# A cluster of one node hands over no more at once.
_FETCHED_ROWS: Final = 1_000


class RedshiftTarget(SqlTarget):
    """A `Target` in one database of a cluster or a serverless workgroup."""

    dialect: ClassVar[RedshiftDialect] = RedshiftDialect()

    def __init__(self, access: Access) -> None:
        super().__init__()
        self._access = access
        self.label = access.label
        self.costs_to_ask = access.is_serverless
        self._fills = 0

    @cached_property
    def _connection(self) -> Any:
        with needs_extra("redshift", "redshift"):
            import redshift_connector as driver  # noqa: PLC0415 - an extra
        _hush()
        connection = driver.connect(**self._access.login)
        connection.autocommit = True  # begin and commit are ours to say
        return connection

    @cached_property
    def _staging(self) -> S3Staging:
        with needs_extra("redshift", "redshift"):
            from suitehouse.targets._s3_staging import S3Staging  # noqa: PLC0415 - an extra
        options = self._access.options
        return S3Staging(
            self._access.bucket,
            self._access.prefix,
            options.get("region", ""),
            options.get("profile", ""),
        )

    def deliver(self, shipments: Sequence[Shipment]) -> tuple[Cost, ...]:
        """Take shipments; see `Target.deliver`."""
        fitting = [replace(each, rows=fitting_rows(each)) for each in shipments]
        try:
            costs = super().deliver(fitting)
        except BaseException:
            with suppress(SuitehouseError):  # the first fault is the one to tell
                self._staging.clear()
            raise
        self._staging.clear()
        return costs

    def execute(self, sql: str) -> int:
        """Run a statement."""
        with self._cursor(sql) as cursor:
            return int(cursor.rowcount)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return a small query's rows."""
        with self._cursor(sql) as cursor:
            return [tuple(row) for row in cursor.fetchall()]

    @contextmanager
    def _cursor(self, sql: str) -> Iterator[Any]:
        with self._connection.cursor() as cursor:
            cursor.paramstyle = "qmark"  # a percent sign is one
            try:
                cursor.execute(sql)
            except OSError as error:  # of the socket, which the driver lets through
                raise TargetUnreachableError(f"{self.label}: the connection broke.") from error
            yield cursor

    def fill(self, name: str, rows: pa.RecordBatchReader, *, is_stage: bool) -> tuple[int, int]:  # noqa: ARG002 - of the protocol
        """Upload rows as Parquet files and have the cluster copy them."""
        counted = Counted(rows)
        schema = copied_schema(rows.schema)
        self._fills += 1
        folder = str(self._fills)
        self._upload(copied_batches(counted.reader(), schema), schema, folder)
        if counted.rows:
            times = {f.name for f in rows.schema if pa.types.is_time(f.type)}
            self._copy(name, schema.names, times, self._staging.url(folder))
        return counted.rows, counted.bytes

    def _upload(self, batches: Iterable[pa.RecordBatch], schema: pa.Schema, folder: str) -> None:
        folders = tempfile.TemporaryDirectory(prefix="suitehouse-")
        with private_files(), disk_faults(), folders as place:
            for path in parquet_files(batches, schema, Path(place), compression="snappy"):
                self._staging.put(path, folder)
                path.unlink()

    def _copy(self, name: str, columns: Sequence[str], times: set[str], source: str) -> None:
        role = self._access.iam_role
        if not times:
            self.run(self.dialect.copy(name, columns, source, role))
            return
        self.run(self.dialect.create_texts(name, columns, times, _COPIED))
        self.run(self.dialect.copy(_COPIED, columns, source, role))
        self.run(self.dialect.insert_texts(name, columns, times, _COPIED))
        self.run(self.dialect.drop_stage(_COPIED))

    def _alter(self, relation: Relation, receipt: Receipt) -> None:
        """A column of the key cannot be dropped, as rows are distributed by it."""
        if set(alterations(receipt.shape, relation.columns).dropped) & set(relation.key):
            self.run(self.dialect.drop_table(relation))
            self.run(self.dialect.create_table(relation))
            return
        super()._alter(relation, receipt)

    def transaction(self) -> AbstractContextManager[None]:
        """One transaction."""
        return plain_transaction(self)

    def faults(self, work: str) -> AbstractContextManager[None]:
        """Name what Redshift refused, without its text, which can quote values."""
        return redshift_faults(self._access, work)

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self.faults("reading"), self._cursor(sql) as cursor:
            names = [_text(column[0]) for column in cursor.description]
            return pa.table(_columns(cursor.fetchall(), len(names)), names)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows through a cursor of the server; the driver alone would keep all."""
        with self.transaction():
            self.execute(f"declare {_CURSOR} cursor for {sql}")
            while (found := self._fetched()).num_rows:
                yield found
            self.execute(f"close {_CURSOR}")

    def _fetched(self) -> pa.RecordBatch:
        with self._cursor(f"fetch forward {_FETCHED_ROWS} from {_CURSOR}") as cursor:
            names = [_text(column[0]) for column in cursor.description]
            return pa.RecordBatch.from_arrays(_columns(cursor.fetchall(), len(names)), names)

    def close(self) -> None:
        """Let go of the connections."""
        if "_staging" in self.__dict__:
            self._staging.close()
        if "_connection" in self.__dict__:
            with suppress(Exception):
                self._connection.close()


def open_target(url: str) -> RedshiftTarget:
    """Return the target of a `redshift://` URL.

    Raises:
        ConfigurationError: The URL lacks something, or names a secret that is not there.
    """
    return RedshiftTarget(access_of(url))


def _hush() -> None:
    """At level DEBUG the driver and boto3 write down statements, rows and requests."""
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        if logger.getEffectiveLevel() < logging.INFO:
            logger.setLevel(logging.INFO)


def _columns(rows: Sequence[Sequence[Any]], count: int) -> list[pa.Array]:
    return [pa.array([row[number] for row in rows]) for number in range(count)]


def _text(name: str | bytes) -> str:
    return name.decode() if isinstance(name, bytes) else name
