"""One consistent view of the whole CRM: all tables of a pass as they were at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from types import TracebackType
from typing import Any, Self

import pymysql

from suitehouse.errors import (
    NotSuiteCrmError,
    SourceError,
    SourceRefusedError,
    SourceUnreachableError,
    TableAlteredError,
)
from suitehouse.operations.clock import Clock
from suitehouse.source.address import SourceAddress, parse_address
from suitehouse.source.catalogue import (
    NOT_A_TABLE_REMEDY,
    SourceTable,
    not_a_table,
    read_catalogue,
)
from suitehouse.source.connection import Connection, connect
from suitehouse.source.faults import COLUMN_MISSING, TABLE_MISSING, error_number, source_faults
from suitehouse.source.quoting import quote
from suitehouse.source.reader import Query, RowBatch, read_rows

CORE_TABLES = ("accounts", "contacts", "users")
_START = "start transaction with consistent snapshot, read only"
# A transaction holds the metadata lock of every table it has read, and an ALTER waits for it with
# everybody behind it. Rolling back to a savepoint lets the locks go and keeps the view of the data.
_MARK = "savepoint before_table"
_LET_GO = "rollback to savepoint before_table"
# SuiteCRM has the server stamp some rows, in the time zone that sessions have unless they set one.
# A year's two extremes are half a year apart; the session's own zone, UTC, is not asked.
_LOCAL = "timestampdiff(second, {0}, convert_tz({0}, '+00:00', @@global.time_zone))"
_NOW, _JANUARY, _JULY = (
    _LOCAL.format(moment)
    for moment in (
        "utc_timestamp()",
        "concat(year(utc_timestamp()), '-01-01')",
        "concat(year(utc_timestamp()), '-07-01')",
    )
)
_CLOCK = f"select utc_timestamp(), least({_NOW}, {_JANUARY}, {_JULY})"


class SourceSnapshot:
    """A connection inside one read-only transaction; a context manager that ends it.

    `clock_utc` is the server's UTC time just before the snapshot was taken: no row in it was
    committed after. `west_seconds` is how far the server's local time can be behind UTC in the
    course of a year, 0 where it is never.
    """

    def __init__(
        self,
        connection: Connection,
        address: SourceAddress,
        *,
        clock_utc: datetime,
        west_seconds: int = 0,
        batch_bytes: int,
    ) -> None:
        self._connection = connection
        self._batch_bytes = batch_bytes
        self.address = address
        self.clock_utc = clock_utc
        self.west_seconds = west_seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def catalogue(self) -> Mapping[str, SourceTable]:
        """The live tables that our user may read, by name."""
        with source_faults(self.address):
            return read_catalogue(self._connection)

    def read(self, query: Query) -> Iterator[RowBatch]:
        """Yield the rows of a query in batches of bounded memory, then let its tables go.

        Raises:
            SourceError: As `read_rows`.
        """
        try:
            yield from read_rows(
                self._connection, self.address, query, batch_bytes=self._batch_bytes
            )
        except TableAlteredError:
            self._let_go(query.table)
            raise
        self._let_go(query.table)

    def highest(self, table: str, column: str) -> str | None:
        """Return the highest value of a column as text, None in an empty table.

        Raises:
            SourceError: By the server's error number.
        """
        sql = f"select cast(max({quote(column)}) as char) from {quote(table)}"  # noqa: S608 - quoted names
        ((value,),) = self._rows(table, sql) or [(None,)]
        return value if value is None else str(value)

    def has_rows(self, table: str) -> bool:
        """Whether a table holds a row at all.

        Raises:
            SourceError: By the server's error number.
        """
        found = self._rows(table, f"select 1 from {quote(table)} limit 1")  # noqa: S608 - quoted name
        return bool(found)

    def oldest(self, table: str, columns: Sequence[str], limit: int) -> list[tuple[str, ...]]:
        """Return the first rows in the order of these columns, as text; NULL is ''.

        Raises:
            SourceError: By the server's error number.
        """
        texts = ", ".join(f"coalesce(cast({quote(name)} as char), '')" for name in columns)
        order = ", ".join(map(quote, columns))
        sql = f"select {texts} from {quote(table)} order by {order} limit {limit}"  # noqa: S608 - quoted names
        return self._rows(table, sql)

    def counts(self, table: str, sql: str) -> tuple[int, ...]:
        """Return the numbers of a query's only row.

        Raises:
            SourceError: By the server's error number.
        """
        (row,) = self._rows(table, sql)
        return tuple(int(value) for value in row)

    def repeats(self, table: str, columns: Sequence[str]) -> bool:
        """Return whether rows of a table share the values of some columns.

        Raises:
            SourceError: By the server's error number.
        """
        names = ", ".join(map(quote, columns))
        sql = f"select 1 from {quote(table)} group by {names} having count(*) > 1 limit 1"  # noqa: S608 - quoted names
        return bool(self._rows(table, sql))

    def is_absent(self, table: str) -> bool:
        """Return True where a table that the catalogue lacks is not there; raise where it is.

        Raises:
            SourceRefusedError: The table is there, or may be, and our user may not read it.
            SourceError: A view stands in its place, or it cannot be read for another reason.
        """
        sql = f"select 1 from {quote(table)} limit 0"  # noqa: S608 - quoted name
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql)
        except pymysql.err.MySQLError as error:
            if error_number(error) == TABLE_MISSING:
                return True
            with source_faults(self.address, table):
                raise
        raise SourceError(f"{not_a_table(table)}; {NOT_A_TABLE_REMEDY}.")

    def lacks_column(self, table: str, column: str) -> bool:
        """Return True where a column that the catalogue lacks is not there, else False or raise.

        Raises:
            SourceRefusedError: The column is there, or may be, and our user may not read it.
            SourceError: By the server's error number.
        """
        sql = f"select {quote(column)} from {quote(table)} limit 0"  # noqa: S608 - quoted names
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql)
        except pymysql.err.MySQLError as error:
            if error_number(error) == COLUMN_MISSING:
                return True
            with source_faults(self.address, table):
                raise
        return False

    def _rows(self, table: str, sql: str) -> list[tuple[Any, ...]]:
        with source_faults(self.address, table), self._connection.cursor() as cursor:
            cursor.execute(sql)
            rows = list(cursor.fetchall())
        self._let_go(table)
        return rows

    def _let_go(self, table: str) -> None:
        with source_faults(self.address, table):
            _run(self._connection, _LET_GO)

    def close(self) -> None:
        """End the transaction and the connection."""
        if self._connection.open:
            self._connection.close()


def open_snapshot(
    url: str, *, batch_bytes: int = 8 << 20, clock: Clock | None = None
) -> SourceSnapshot:
    """Return a consistent snapshot of the SuiteCRM database behind a URL.

    Args:
        url: `mysql+pymysql://user:password@host:port/database`, with `unix_socket` and `ssl_ca` as
            options.
        batch_bytes: How much is read before a batch is handed on.
        clock: Stands in for the server's clock.

    Raises:
        SourceUnreachableError: No server answers: worth another try.
        SourceRefusedError: Wrong password or missing privilege.
        NotSuiteCrmError: The database has no accounts, contacts or users table.
    """
    address = parse_address(url)
    connection = connect(address)
    try:
        with source_faults(address):
            address = replace(address, account_host=_account_host(connection))
            servers, west = _server_clock(connection)
            now = servers if clock is None else clock()
            _run(connection, _START)
            _run(connection, _MARK)
        snapshot = SourceSnapshot(
            connection,
            address,
            clock_utc=now,
            west_seconds=west,
            batch_bytes=batch_bytes,
        )
        _check_suitecrm(snapshot)
    except BaseException:
        connection.close()
        raise
    return snapshot


def _account_host(connection: Connection) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_user()")
        (account,) = cursor.fetchone() or ("%",)
    return str(account).rpartition("@")[2]


def _run(connection: Connection, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _server_clock(connection: Connection) -> tuple[datetime, int]:
    """The server's UTC time, and by how many seconds its local time can be behind."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOCK)
        now, local = cursor.fetchone() or (None, None)
    if not isinstance(now, datetime):
        raise SourceRefusedError("The CRM's database server does not tell its time.")
    return now.replace(tzinfo=UTC), max(0, -int(local or 0))


def _check_suitecrm(snapshot: SourceSnapshot) -> None:
    hidden = [table for table in CORE_TABLES if table not in snapshot.catalogue]
    if absent := [table for table in hidden if _is_surely_absent(snapshot, table)]:
        address = snapshot.address
        raise NotSuiteCrmError(
            f"Database '{address.database}' on {address.place} has no table {', '.join(absent)}, "
            "as every SuiteCRM has: it is another database, or the CRM is being changed or "
            "restored. Correct SUITEHOUSE_SOURCE_URL, or have the tables put back and run again."
        )


def _is_surely_absent(snapshot: SourceSnapshot, table: str) -> bool:
    try:
        return snapshot.is_absent(table)
    except SourceUnreachableError:
        raise
    except SourceError:
        return False  # its own load reports the missing privilege, or the view
