"""PostgreSQL, by binary COPY from Arrow.

The URL is libpq's: TLS by `sslmode` and `sslrootcert`, passwords by `.pgpass`, services by
`service` all work as in psql. Tables get an index on their key when rows are first merged.
"""

# ruff: noqa: S608 - identifiers go through `quote`, literals through `text`

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from suitehouse.errors import UnfitTextError
from suitehouse.targets._counted import Counted
from suitehouse.targets._dialect import Dialect
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._label import label_of
from suitehouse.targets._postgres_faults import postgres_error
from suitehouse.targets._sql_target import SqlTarget, plain_transaction
from suitehouse.targets.protocol import VIEWS_SCHEMA, Cost, Relation, Shipment, View

if TYPE_CHECKING:
    import adbc_driver_manager.dbapi as adbc

# A session that analysts left open in a transaction is not waited for all night.
_LOCK_TIMEOUT: Final = "60s"
# libpq waits for ever for a server that says nothing, and the driver hears no Ctrl-C meanwhile.
PATIENCE: Final = {
    "connect_timeout": "30",
    "keepalives_idle": "60",
    "keepalives_interval": "15",
    "keepalives_count": "4",
}


class PostgresDialect(Dialect):
    """What PostgreSQL says otherwise."""

    reserved = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"})

    def before_alter(self, relation: Relation) -> tuple[str, ...]:
        """Drop our own views of the relation, and their receipt: they are made anew."""
        schema, name = self.text(relation.schema), self.text(relation.name)
        return (
            "do $$ declare v record; begin for v in "
            "select view_schema, view_name from information_schema.view_table_usage "
            f"where table_schema = {schema} and table_name = {name} "
            f"and view_schema = {self.text(VIEWS_SCHEMA)} "
            "loop execute format('drop view %I.%I', v.view_schema, v.view_name); end loop; end $$",
            f"delete from {self.relation(self.receipts)} "
            f"where schema_name = {self.text(VIEWS_SCHEMA)}",
        )

    def replace_view(self, view: View) -> tuple[str, ...]:
        """Make a view anew under what others built on it, where its columns let that be."""
        dropped, created = super().replace_view(view)
        instead = created.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
        return (
            f"do $suitehouse$ begin {instead}; exception when invalid_table_definition then "
            f"{dropped}; {created}; end $suitehouse$",
        )

    def before_merge(self, relation: Relation) -> tuple[str, ...]:
        """Have an index on the key, by which rows are found and analysts join."""
        keys = ", ".join(self.quote(name) for name in relation.key)
        name = self.quote(_index_name(relation))
        return (f"create index if not exists {name} on {self.relation(relation)} ({keys})",)


class PostgresTarget(SqlTarget):
    """A `Target` in one PostgreSQL database."""

    dialect: ClassVar[Dialect] = PostgresDialect()

    def __init__(self, url: str) -> None:
        super().__init__()
        parts = urlsplit(url)
        given = dict(parse_qsl(parts.query))
        self._user = unquote(parts.username or "") or given.get("user", "the user")
        self._database = unquote(parts.path.lstrip("/")) or given.get("dbname", self._user)
        self.label = label_of(url)
        self._url = patient(url)
        self._shows_nuls = False

    @cached_property
    def _connection(self) -> adbc.Connection:
        with needs_extra("postgres", "postgresql"):
            import adbc_driver_postgresql.dbapi as driver  # noqa: PLC0415 - an extra
        with self.faults("opening it"):
            connection: adbc.Connection = driver.connect(self._url, autocommit=True)
            with connection.cursor() as cursor:
                # In a database of another encoding its own would be taken for that of our bytes.
                cursor.execute("set client_encoding = 'UTF8'")
                cursor.execute("set time zone 'UTC'")
                cursor.execute(f"set lock_timeout = '{_LOCK_TIMEOUT}'")
                cursor.execute("set application_name = 'suitehouse'")
            return connection

    def deliver(self, shipments: Sequence[Shipment]) -> tuple[Cost, ...]:
        """Take shipments; see `Target.deliver`.

        A text with U+0000, which PostgreSQL cannot hold, is sent with U+2400 in its place. Looking
        for one costs as much as sending, so it is done only once PostgreSQL has refused one.
        """
        try:
            return super().deliver(shipments)
        except UnfitTextError:
            self._shows_nuls = True
        try:
            return super().deliver(shipments)
        finally:
            self._shows_nuls = False

    def execute(self, sql: str) -> int:
        """Run a statement."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return int(cursor.rowcount)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Return a small query's rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def fill(self, name: str, rows: pa.RecordBatchReader, *, is_stage: bool) -> tuple[int, int]:
        """Copy rows in PostgreSQL's binary form."""
        counted = Counted(_with_shown_nuls(rows) if self._shows_nuls else rows)
        schema, _, table = name.rpartition(".")
        with self._connection.cursor() as cursor:
            cursor.adbc_ingest(
                _unquoted(table),
                counted.reader(),
                mode="append",
                db_schema_name=None if is_stage else _unquoted(schema),
                temporary=is_stage,
            )
        return counted.rows, counted.bytes

    def transaction(self) -> AbstractContextManager[None]:
        """One transaction."""
        return plain_transaction(self)

    def faults(self, work: str) -> AbstractContextManager[None]:
        """Name what PostgreSQL refused, without its text, which can quote values."""
        return self._faults(work)

    @contextmanager
    def _faults(self, work: str) -> Iterator[None]:
        with needs_extra("postgres", "postgresql"):
            import adbc_driver_manager as manager  # noqa: PLC0415 - an extra

        try:
            yield
        except manager.Error as error:
            where = f"{self.label} failed while {work}"
            raise postgres_error(error, where, user=self._user, database=self._database) from None

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self.faults("reading"), self._connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetch_arrow_table()

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            yield from cursor.fetch_record_batch()

    def close(self) -> None:
        """Let go of the connection."""
        if "_connection" in self.__dict__:
            with suppress(Exception):
                self._connection.close()


def open_target(url: str) -> PostgresTarget:
    """Return the target of a `postgresql://` URL.

    Raises:
        ConfigurationError: The driver is not installed.
        TargetUnreachableError: No server answers.
        WarehouseError: The server refuses.
    """
    return PostgresTarget(url)


def patient(url: str) -> str:
    """Return a URL that says how long a silent server is waited for, as far as it does not yet."""
    given = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    added = "&".join(f"{name}={value}" for name, value in PATIENCE.items() if name not in given)
    if not added:
        return url
    return f"{url}{'&' if given else '?' if '?' not in url else ''}{added}"


def _with_shown_nuls(rows: pa.RecordBatchReader) -> pa.RecordBatchReader:
    """The rows with the symbol for NUL in the place of every NUL."""

    def shown(batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = [
            pc.replace_substring(column, "\0", "\u2400")
            if pa.types.is_string(column.type)
            else column
            for column in batch.columns
        ]
        return pa.record_batch(columns, schema=batch.schema)

    return pa.RecordBatchReader.from_batches(rows.schema, map(shown, rows))


def _unquoted(name: str) -> str:
    return name.strip('"').replace('""', '"')


def _index_name(relation: Relation) -> str:
    return f"{relation.name}"[:50] + "_key_idx"
