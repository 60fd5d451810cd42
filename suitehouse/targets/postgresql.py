"""PostgreSQL, by binary COPY from Arrow.

The URL is libpq's: TLS by `sslmode` and `sslrootcert`, passwords by `.pgpass`, services by
`service` all work as in psql. Tables get an index on their key when rows are first merged.
"""

# ruff: noqa: S608 - identifiers go through `quote`, literals through `text`

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import urlsplit

import pyarrow as pa

from suitehouse.errors import TargetUnreachableError, WarehouseError
from suitehouse.targets._counted import Counted
from suitehouse.targets._dialect import Dialect
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._label import label_of
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets.protocol import VIEWS_SCHEMA, Relation

if TYPE_CHECKING:
    import adbc_driver_manager.dbapi as adbc

# Connection lost, server starting or stopping, deadlock, serialisation, too many connections.
_TRANSIENT: Final = ("08", "57P", "40", "53300")
# A session that analysts left open in a transaction is not waited for all night.
_LOCK_TIMEOUT: Final = "60s"
_LOCKED: Final = "55P03"
_REMEDIES: Final = {
    "28P01": "the password was refused; put the right one into the URL or .pgpass",
    "28000": "the login was refused; see pg_hba.conf, and `sslmode` of the URL",
    "3D000": "the database does not exist; create it, or name another one in the URL",
    "42501": "a privilege is missing; as its owner: GRANT CREATE, CONNECT ON DATABASE {database} "
    "TO {user}; and, for schemas that others own, ALTER SCHEMA landing OWNER TO {user} (likewise "
    "history, ops, marts)",
    "53100": "the server's disk is full; make room there",
    "2BP01": "a view of someone depends on a column that goes; drop the view, then run again",
    "25006": "the server is read-only, perhaps a replica; name the primary in the URL",
    "42P07": "a table of that name was made meanwhile; run again",
}
# A login that fails has no SQLSTATE in libpq, only these words.
_REFUSALS: Final = {
    "password authentication failed": _REMEDIES["28P01"],
    "no password supplied": "the server wants a password; put it into the URL or .pgpass",
    "no pg_hba.conf entry": _REMEDIES["28000"],
    "certificate": "the server's certificate could not be verified; see `sslrootcert` of the URL",
    "does not support ssl": "the server does not speak TLS; see `sslmode` of the URL",
    "does not exist": _REMEDIES["3D000"],
}


class PostgresDialect(Dialect):
    """What PostgreSQL says otherwise."""

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
        self._user = parts.username or "the user"
        self._database = parts.path.lstrip("/") or self._user
        self.label = label_of(url)
        self._url = url

    @cached_property
    def _connection(self) -> adbc.Connection:
        with needs_extra("postgres", "postgresql"):
            import adbc_driver_postgresql.dbapi as driver  # noqa: PLC0415 - an extra
        with self.faults("opening it"):
            connection: adbc.Connection = driver.connect(self._url, autocommit=True)
            with connection.cursor() as cursor:
                cursor.execute("set time zone 'UTC'")
                cursor.execute(f"set lock_timeout = '{_LOCK_TIMEOUT}'")
                cursor.execute("set application_name = 'suitehouse'")
            return connection

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
        counted = Counted(rows)
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

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One transaction; a broken connection has rolled back by itself."""
        self.execute("begin")
        try:
            yield
            self.execute("commit")
        except BaseException:
            with suppress(Exception):
                self.execute("rollback")
            raise

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
            raise self._error(error, work) from None

    def _error(self, error: Any, work: str) -> WarehouseError:
        state = error.sqlstate or ""
        where = f"{self.label} failed while {work}"
        if state == _LOCKED:
            return TargetUnreachableError(
                f"{where}: the table stayed locked by another session; end it, or wait for it."
            )
        if state.startswith(_TRANSIENT) or (not state and _refusal(error) is None):
            return TargetUnreachableError(f"{where}: no connection, or it broke ({state or 'io'}).")
        remedy = _REMEDIES.get(state) or _refusal(error)
        if remedy is None:
            return WarehouseError(f"{where} (SQLSTATE {state or 'unknown'}); nothing was changed.")
        told = remedy.format(user=self._user, database=self._database)
        return WarehouseError(f"{where}: {told}.")

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


def _unquoted(name: str) -> str:
    return name.strip('"').replace('""', '"')


def _index_name(relation: Relation) -> str:
    return f"{relation.name}"[:50] + "_key_idx"


def _refusal(error: Any) -> str | None:
    """Why a login failed; None where it is no login's error."""
    text = "" if error.sqlstate else str(error).lower()
    return next((remedy for words, remedy in _REFUSALS.items() if words in text), None)
