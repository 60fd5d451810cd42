"""BigQuery, by load jobs of Parquet files.

The URL is `bigquery://project/prefix?location=EU`: `landing` is the dataset `prefix_landing`, or
`landing` where no prefix is given. Rows go into a file of a private temporary folder, by one load
job (which costs nothing) into a stage that expires, and from there by one script that is one
transaction with its receipts. A script needs nobody to wait for it: whatever becomes of us, it is
done or undone, and no open transaction keeps others from the table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

import pyarrow as pa

from suitehouse.errors import ConfigurationError, WarehouseError
from suitehouse.targets._bigquery_access import Access, Login, access_of, google_client
from suitehouse.targets._bigquery_dialect import BigQueryDialect
from suitehouse.targets._bigquery_faults import bigquery_faults
from suitehouse.targets._counted import Counted
from suitehouse.targets._load_files import load_files
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets.protocol import Relation

if TYPE_CHECKING:
    from google.cloud import bigquery

_LABELS: Final = {"suitehouse": "delivery"}
# How long Google's client tries again by itself, before our own tries.
_PATIENCE_SECONDS: Final = 60


class BigQueryTarget(SqlTarget["bigquery.Client"]):
    """A `Target` in the datasets of one project that begin with a prefix."""

    dialect: BigQueryDialect
    makes_in_transaction: ClassVar[bool] = False
    fills_in_transaction: ClassVar[bool] = False
    answers_in_transaction: ClassVar[bool] = False

    def __init__(self, access: Access, login: Login = google_client) -> None:
        super().__init__()
        place = access.place
        self.label = place.label
        self.dialect = BigQueryDialect(place.project, place.prefix, place.location)
        self._where = place
        self._access = access
        self._login = login
        self._script: list[str] | None = None

    def connect(self) -> bigquery.Client:
        """Make Google's client."""
        client = self._login(self._access)
        account = getattr(client._credentials, "service_account_email", "")  # noqa: SLF001 - told nowhere else
        if "@" in str(account):
            self._where = replace(self._where, account=str(account))
        return client

    def execute(self, sql: str) -> int:
        """Run a statement, or put it into the script of the transaction that is open."""
        if self._script is not None:
            self._script.append(sql)
        else:
            self._ask(sql)
        return -1

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return a small query's rows."""
        return [tuple(row.values()) for row in self._ask(sql)]

    def _ask(self, sql: str) -> Any:
        """Run a statement to its end; a job that nobody waits for any more is cancelled."""
        from google.cloud.bigquery import QueryJobConfig  # noqa: PLC0415 - an extra

        config = QueryJobConfig(labels=_LABELS)
        if self._access.maximum_bytes_billed is not None:
            config.maximum_bytes_billed = self._access.maximum_bytes_billed
        client, retry = self.connection, _retry()
        job = client.query(sql, job_config=config, retry=retry, job_retry=None)
        try:
            found = job.result(retry=retry, job_retry=None)
        except BaseException:
            if job.error_result is None:
                with suppress(Exception):
                    job.cancel(retry=None)
            raise
        self.scanned_bytes += int(job.total_bytes_processed or 0)
        return found

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Gather statements, and send them at the end of the block as one script."""
        statements: list[str] = []
        self._script = statements
        try:
            yield
        finally:
            self._script = None
        self._ask(self.dialect.script(statements))

    def fill(self, name: str, rows: pa.RecordBatchReader) -> tuple[int, int]:
        """Have rows loaded as one Parquet file; loading costs nothing, so no bytes are told."""
        counted = Counted(rows)
        with load_files(counted.reader(), file_bytes=sys.maxsize) as files:
            for file in files:
                self._load(file, name.replace("`", ""), counted.rows)
        return counted.rows, 0

    def _load(self, file: Path, table: str, rows: int) -> None:
        from google.cloud import bigquery  # noqa: PLC0415 - an extra

        stage = self.connection.get_table(table, retry=_retry())
        config = bigquery.LoadJobConfig(
            source_format=bigquery.SourceFormat.PARQUET,
            create_disposition=bigquery.CreateDisposition.CREATE_NEVER,
            write_disposition=bigquery.WriteDisposition.WRITE_EMPTY,
            schema=stage.schema,
            decimal_target_types=[
                bigquery.DecimalTargetType.NUMERIC,
                bigquery.DecimalTargetType.BIGNUMERIC,
            ],
            labels=_LABELS,
        )
        with file.open("rb") as handle:
            job = self.connection.load_table_from_file(handle, stage.reference, job_config=config)
        job.result(retry=_retry())
        if job.output_rows != rows:
            raise WarehouseError(
                f"{self.label} loaded {job.output_rows} rows of {rows} that were sent; nothing "
                "was changed. Run again."
            )

    def faults(self, work: str) -> AbstractContextManager[None]:
        """Name what BigQuery refused."""
        return bigquery_faults(lambda: self._where, work)

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self.faults("reading"):
            return self._ask(sql).to_arrow(create_bqstorage_client=False)

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows."""
        yield from self._ask(sql).to_arrow_iterable()

    def has_schema(self, schema: str) -> bool:
        """Whether a dataset is there; asking so costs nothing."""
        name = self.dialect.schema_name(schema)
        found = self._dataset(name)
        if found is not None and found.location.upper() != self._where.location.upper():
            raise ConfigurationError(
                f"{self.label}: the dataset {name} lies in {found.location}, and the URL says "
                f"location={self._where.location}; set it to {found.location}, or give another "
                "prefix."
            )
        return found is not None

    def tables(self, relations: Sequence[Relation]) -> set[tuple[str, str]]:
        """Return the tables in the datasets of relations; asking so costs nothing."""
        names = {self.dialect.schema_name(relation.schema) for relation in relations}
        return {
            (name, table.table_id)
            for name in sorted(names)
            if self._dataset(name) is not None
            for table in self.connection.list_tables(self._id(name), retry=_retry())
        }

    def _dataset(self, name: str) -> Any:
        from google.api_core.exceptions import NotFound  # noqa: PLC0415 - an extra

        try:
            return self.connection.get_dataset(self._id(name), retry=_retry())
        except NotFound:
            return None

    def _id(self, dataset: str) -> str:
        return f"{self._where.project}.{dataset}"


def open_target(url: str) -> BigQueryTarget:
    """Return the target of a `bigquery://` URL.

    Raises:
        ConfigurationError: The URL says too little or too much; the client is not installed.
    """
    return BigQueryTarget(access_of(url))


def _retry() -> Any:
    from google.cloud.bigquery import DEFAULT_RETRY  # noqa: PLC0415 - an extra

    return DEFAULT_RETRY.with_timeout(_PATIENCE_SECONDS)
