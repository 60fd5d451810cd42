"""Amazon Redshift, by Parquet files in S3 and COPY.

Rows are written as Parquet into a private temporary folder, a file at a time, uploaded under a
prefix of the delivery's own and copied by the cluster itself, through the role in the URL. What was
uploaded is removed whether the delivery went well or not. The files are compressed by Snappy, as
Redshift's own UNLOAD does it.

Tables are emptied by DELETE, since TRUNCATE commits.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from suitehouse.errors import SuitehouseError, TargetUnreachableError
from suitehouse.targets._counted import Counted
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._load_files import load_files
from suitehouse.targets._redshift_access import Access, access_of
from suitehouse.targets._redshift_dialect import RedshiftDialect
from suitehouse.targets._redshift_faults import redshift_faults
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets.protocol import Cost, Shipment

if TYPE_CHECKING:
    from suitehouse.targets._s3_staging import S3Staging

_TALKATIVE: Final = ("redshift_connector", "boto3", "botocore", "s3transfer", "urllib3")
_COPIED: Final = "_suitehouse_copied"
_CURSOR: Final = "_suitehouse_cursor"
# A cluster of one node hands over no more at once.
_FETCHED_ROWS: Final = 1_000


class RedshiftTarget(SqlTarget[Any]):
    """A `Target` in one database of a cluster or a serverless workgroup."""

    dialect: RedshiftDialect = RedshiftDialect()

    def __init__(self, access: Access) -> None:
        super().__init__()
        self._access = access
        self.label = access.label
        self.costs_to_ask = access.is_serverless
        self._fills = 0

    def connect(self) -> Any:
        """Log in."""
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
        try:
            costs = super().deliver(shipments)
        except BaseException:
            with suppress(SuitehouseError):  # the first fault is the one to tell
                self._staging.clear()
            raise
        self._staging.clear()
        return costs

    @contextmanager
    def cursor(self, sql: str) -> Iterator[Any]:
        """Yield a cursor that has run a statement."""
        with self.connection.cursor() as cursor:
            cursor.paramstyle = "qmark"  # a percent sign is one
            try:
                cursor.execute(sql)
            except OSError as error:  # of the socket, which the driver lets through
                raise TargetUnreachableError(f"{self.label}: the connection broke.") from error
            yield cursor

    def fill(self, name: str, rows: pa.RecordBatchReader) -> tuple[int, int]:
        """Upload rows as Parquet files and have the cluster copy them."""
        counted = Counted(rows)
        times = {field.name for field in rows.schema if pa.types.is_time(field.type)}
        schema = pa.schema(
            [f.with_type(pa.string()) if f.name in times else f for f in rows.schema]
        )
        self._fills += 1
        folder = str(self._fills)
        with load_files(counted.reader(), schema, compression="snappy") as files:
            for path in files:
                self._staging.put(path, folder)
        if counted.rows:
            self._copy(name, schema.names, times, self._staging.url(folder))
        return counted.rows, counted.bytes

    def _copy(self, name: str, columns: Sequence[str], times: set[str], source: str) -> None:
        """COPY reads no times out of Parquet: they go as text, and are cast on their way."""
        role = self._access.iam_role
        if not times:
            self.run(self.dialect.copy(name, columns, source, role))
            return
        self.run(
            self.dialect.create_texts(name, columns, times, _COPIED),
            self.dialect.copy(_COPIED, columns, source, role),
            self.dialect.insert_texts(name, columns, times, _COPIED),
            self.dialect.drop_stage(_COPIED),
        )

    def faults(self, work: str) -> AbstractContextManager[None]:
        """Name what Redshift refused, without its text, which can quote values."""
        return redshift_faults(self._access, work)

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self.faults("reading"), self.cursor(sql) as cursor:
            return pa.Table.from_batches([_fetched(cursor)])

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows through a cursor of the server; the driver alone would keep all."""
        with self.transaction():
            self.execute(f"declare {_CURSOR} cursor for {sql}")
            while (found := self._fetched()).num_rows:
                yield found
            self.execute(f"close {_CURSOR}")

    def _fetched(self) -> pa.RecordBatch:
        with self.cursor(f"fetch forward {_FETCHED_ROWS} from {_CURSOR}") as cursor:
            return _fetched(cursor)

    def close(self) -> None:
        """Let go of the connections."""
        if "_staging" in self.__dict__:
            self._staging.close()
        super().close()


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


def _fetched(cursor: Any) -> pa.RecordBatch:
    names = [name.decode() if isinstance(name, bytes) else name for name, *_ in cursor.description]
    rows = cursor.fetchall()
    return pa.RecordBatch.from_arrays(
        [pa.array([row[number] for row in rows]) for number in range(len(names))], names
    )
