"""PostgreSQL, by binary COPY from Arrow.

The URL is libpq's: TLS by `sslmode` and `sslrootcert`, passwords by `.pgpass`, services by
`service` all work as in psql. Tables get an index on their key when rows are first merged. A text
with U+0000, which PostgreSQL cannot hold, has U+2400 in its place.
"""

# ruff: noqa: S608 - identifiers go through `quote`, literals through `text`

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa

from suitehouse.targets._counted import Counted
from suitehouse.targets._dialect import Dialect
from suitehouse.targets._extras import needs_extra
from suitehouse.targets._postgres_faults import postgres_faults
from suitehouse.targets._receipts import RECEIPTS
from suitehouse.targets._sql_target import SqlTarget
from suitehouse.targets._urls import label_of
from suitehouse.targets.protocol import VIEWS_SCHEMA, Relation, View

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
    """What PostgreSQL says otherwise than the standard."""

    holds_nuls = False
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
            f"delete from {self.relation(RECEIPTS)} where schema_name = {self.text(VIEWS_SCHEMA)}",
        )

    def empty(self, relation: Relation) -> str:
        """Remove all rows: TRUNCATE shows none to snapshots from before, and locks readers out.

        Whoever reads two relations that are replaced would be in a deadlock with the delivery.
        """
        return f"delete from {self.relation(relation)}"

    def after_replacing(self, relation: Relation) -> tuple[str, ...]:
        """Give the room of the old rows back, which no autovacuum may do for long."""
        return (f"vacuum (analyze, truncate false) {self.relation(relation)}",)

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
        name, keys = self.quote(f"{relation.name[:50]}_key_idx"), self.names(relation.key)
        return (f"create index if not exists {name} on {self.relation(relation)} ({keys})",)


class PostgresTarget(SqlTarget["adbc.Connection"]):
    """A `Target` in one PostgreSQL database."""

    dialect = PostgresDialect()

    def __init__(self, url: str) -> None:
        super().__init__()
        self.label = label_of(url)
        self._url = patient(url)

    def connect(self) -> adbc.Connection:
        """Log in."""
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

    def fill(self, name: str, rows: pa.RecordBatchReader) -> tuple[int, int]:
        """Copy rows in PostgreSQL's binary form; a name without a schema is a temporary table's."""
        counted = Counted(rows)
        schema, _, table = name.rpartition(".")
        with self.connection.cursor() as cursor:
            cursor.adbc_ingest(
                _unquoted(table),
                counted.reader(),
                mode="append",
                db_schema_name=_unquoted(schema) or None,
                temporary=not schema,
            )
        return counted.rows, counted.bytes

    def faults(self, work: str) -> AbstractContextManager[None]:
        """Name what PostgreSQL refused, without its text, which can quote values."""
        return postgres_faults(self._url, work)

    def read(self, sql: str) -> pa.Table:
        """Return a query's rows as Arrow."""
        with self.faults("reading"), self.cursor(sql) as cursor:
            return cursor.fetch_arrow_table()

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Yield a query's rows."""
        with self.cursor(sql) as cursor:
            yield from cursor.fetch_record_batch()


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


def _unquoted(name: str) -> str:
    return name.strip('"').replace('""', '"')
