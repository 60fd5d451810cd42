"""BigQuery, by load jobs of Parquet files.

The URL is `bigquery://project/prefix?location=EU`: `landing` is the dataset `prefix_landing`, or
`landing` where no prefix is given. Rows go into a file of a private temporary folder, by one load
job (which costs nothing) into a stage that expires, and from there by one script that is one
transaction with its receipts. A script needs nobody to wait for it: whatever becomes of us, it is
done or undone, and no open transaction keeps others from the table.
"""

from __future__ import annotations

import errno
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq

from suitehouse.errors import ConfigurationError, DiskFullError, WarehouseError
from suitehouse.operations.secret_references import resolve_secret
from suitehouse.targets._bigquery_faults import Place, bigquery_faults
from suitehouse.targets._bigquery_sql import BigQueryDialect
from suitehouse.targets._counted import Counted
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._label import label_of
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets.protocol import Relation

if TYPE_CHECKING:
    from google.cloud import bigquery

_LABELS: Final = {"suitehouse": "delivery"}
_OPTIONS: Final = {"location", "credentials", "maximum_bytes_billed"}
_PROJECT: Final = re.compile(r"[a-z][a-z0-9-]*")
_PREFIX: Final = re.compile(r"[A-Za-z0-9_]*")
# How long Google's client tries again by itself, before our own tries.
_PATIENCE_SECONDS: Final = 60
_GROUP_BYTES: Final = 64_000_000
_SCOPES: Final = ("https://www.googleapis.com/auth/cloud-platform",)


@dataclass(frozen=True, slots=True)
class Access:
    """How BigQuery is reached; `credentials` is a secret reference."""

    place: Place
    credentials: str = field(default="", repr=False)
    maximum_bytes_billed: int | None = None


Connect = Callable[[Access], "bigquery.Client"]


def google_client(access: Access) -> bigquery.Client:
    """Return Google's client, with a service account's key or what the machine is signed in as.

    Raises:
        ConfigurationError: The client is not installed; the key is not one.
    """
    with needs_extra("bigquery", "bigquery"):
        from google.api_core.client_info import ClientInfo  # noqa: PLC0415 - an extra
        from google.cloud import bigquery  # noqa: PLC0415 - an extra
    credentials = _service_account(access.credentials) if access.credentials else None
    return bigquery.Client(
        project=access.place.project,
        credentials=credentials,
        location=access.place.location,
        client_info=ClientInfo(user_agent="suitehouse"),
    )


class BigQueryTarget(SqlTarget):
    """A `Target` in the datasets of one project that begin with a prefix."""

    makes_in_transaction: ClassVar[bool] = False
    fills_in_transaction: ClassVar[bool] = False
    answers_in_transaction: ClassVar[bool] = False

    def __init__(self, access: Access, connect: Connect = google_client) -> None:
        super().__init__()
        place = access.place
        self.label = place.label
        self.dialect = BigQueryDialect(place.project, place.prefix, place.location)  # type: ignore[misc] - of each place its own
        self._where = place
        self._access = access
        self._connect = connect
        self._script: list[str] | None = None

    @cached_property
    def _client(self) -> bigquery.Client:
        client = self._connect(self._access)
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
        client, retry = self._client, _retry()
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
        self._script = statements = []
        try:
            yield
        finally:
            self._script = None
        self._ask(self.dialect.script(statements))  # type: ignore[attr-defined] - ours

    def fill(self, name: str, rows: pa.RecordBatchReader, *, is_stage: bool) -> tuple[int, int]:  # noqa: ARG002 - of the protocol
        """Write a Parquet file and have it loaded; loading costs nothing, so no bytes are told."""
        counted = Counted(rows)
        with tempfile.TemporaryDirectory(prefix="suitehouse-") as folder:
            file = Path(folder) / "rows.parquet"
            with _disk_faults():
                write_parquet(counted.reader(), file)
            if counted.rows:
                self._load(file, name.replace("`", ""), counted.rows)
        return counted.rows, 0

    def _load(self, file: Path, table: str, rows: int) -> None:
        from google.cloud import bigquery  # noqa: PLC0415 - an extra

        stage = self._client.get_table(table, retry=_retry())
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
            job = self._client.load_table_from_file(handle, stage.reference, job_config=config)
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

    def _has_schema(self, schema: str) -> bool:
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

    def _tables(self, relations: Sequence[Relation]) -> set[tuple[str, str]]:
        """Return the tables in the datasets of relations; asking so costs nothing."""
        names = {self.dialect.schema_name(relation.schema) for relation in relations}
        return {
            (name, table.table_id)
            for name in sorted(names)
            if self._dataset(name) is not None
            for table in self._client.list_tables(self._id(name), retry=_retry())
        }

    def _dataset(self, name: str) -> Any:
        from google.api_core.exceptions import NotFound  # noqa: PLC0415 - an extra

        try:
            return self._client.get_dataset(self._id(name), retry=_retry())
        except NotFound:
            return None

    def _id(self, dataset: str) -> str:
        return f"{self._where.project}.{dataset}"

    def close(self) -> None:
        """Let go of the client."""
        if "_client" in self.__dict__:
            with suppress(Exception):
                self._client.close()


def open_target(url: str) -> BigQueryTarget:
    """Return the target of a `bigquery://` URL.

    Raises:
        ConfigurationError: The URL says too little or too much; the client is not installed.
    """
    return BigQueryTarget(access_of(url))


def access_of(url: str) -> Access:
    """Return what a URL says.

    Raises:
        ConfigurationError: It has no project or location, or an option that is not known.
    """
    parts = urlsplit(url)
    label = label_of(url)
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    prefix = parts.path.strip("/")
    if set(options) - _OPTIONS:
        raise ConfigurationError(
            f"{label} has an option that is not known; known are {', '.join(sorted(_OPTIONS))}."
        )
    if not _PROJECT.fullmatch(parts.hostname or "") or not _PREFIX.fullmatch(prefix):
        raise ConfigurationError(
            f"{label} is not bigquery://project/prefix?location=EU: a project's id has small "
            "letters, digits and dashes, a prefix letters, digits and underscores."
        )
    if not options.get("location"):
        raise ConfigurationError(
            f"{label} needs the location of its datasets, which cannot be changed later: "
            "?location=EU, say."
        )
    limit = options.get("maximum_bytes_billed", "")
    if limit and not limit.isdecimal():
        raise ConfigurationError(f"{label}: maximum_bytes_billed is a whole number of bytes.")
    place = Place(label, parts.hostname or "", prefix, options["location"])
    return Access(place, options.get("credentials", ""), int(limit) if limit else None)


def write_parquet(rows: pa.RecordBatchReader, file: Path) -> None:
    """Write rows in groups of bounded size; unsigned integers as the decimals they are there."""
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
def _disk_faults() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise DiskFullError(
            f"The disk of {tempfile.gettempdir()} is full, where rows for BigQuery are put into a "
            "file; make room there, or set TMPDIR to another folder."
        ) from error


def _service_account(reference: str) -> Any:
    from google.auth.exceptions import GoogleAuthError  # noqa: PLC0415 - an extra
    from google.oauth2 import service_account  # noqa: PLC0415 - an extra

    secret = resolve_secret(reference)
    try:
        return service_account.Credentials.from_service_account_info(
            json.loads(secret), scopes=_SCOPES
        )
    except (ValueError, KeyError, TypeError, AttributeError, GoogleAuthError):
        raise ConfigurationError(
            "`credentials` of the bigquery:// URL points to something that is no service "
            "account's JSON key; other kinds are read from GOOGLE_APPLICATION_CREDENTIALS."
        ) from None


def _retry() -> Any:
    from google.cloud.bigquery import DEFAULT_RETRY  # noqa: PLC0415 - an extra

    return DEFAULT_RETRY.with_timeout(_PATIENCE_SECONDS)
