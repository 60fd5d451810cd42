"""What the server's error numbers mean for us: try again, refused for good, or wrong.

Messages name the server, the table and the remedy. The server's own text is repeated nowhere: it
can quote values.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pymysql
from pymysql.constants import CR, ER

from suitehouse.errors import (
    LoginRefusedError,
    SourceError,
    SourceRefusedError,
    SourceUnreachableError,
    TableAlteredError,
)
from suitehouse.source.address import SourceAddress

_UNREACHABLE = {
    CR.CR_CONNECTION_ERROR,
    CR.CR_CONN_HOST_ERROR,
    CR.CR_UNKNOWN_HOST,
    CR.CR_SERVER_GONE_ERROR,
    CR.CR_SERVER_LOST,
    CR.CR_SERVER_LOST_EXTENDED,
    CR.CR_IPSOCK_ERROR,
    ER.ABORTING_CONNECTION,
    ER.NEW_ABORTING_CONNECTION,
    ER.NET_READ_ERROR,
    ER.NET_READ_INTERRUPTED,
    ER.NET_ERROR_ON_WRITE,
    ER.NET_WRITE_INTERRUPTED,
    3169,  # MySQL: session was killed
    4031,  # MySQL: disconnected for idling
}
_BUSY = {
    ER.CON_COUNT_ERROR,
    ER.TOO_MANY_USER_CONNECTIONS,
    ER.USER_LIMIT_REACHED,
    ER.UNKNOWN_COM_ERROR,  # a Galera node that is not ready
    ER.SERVER_SHUTDOWN,
    ER.LOCK_WAIT_TIMEOUT,
    ER.LOCK_DEADLOCK,
    ER.QUERY_INTERRUPTED,
    1927,  # MariaDB: connection was killed
    1969,  # MariaDB: max_statement_time exceeded
    3024,  # MySQL: max_execution_time exceeded
    3032,  # MySQL: server is in offline mode
}
_DENIED_LOGIN = {ER.ACCESS_DENIED_ERROR, 1698}  # 1698: the account has another way to log in
_DENIED_ACCOUNT = {1820, 1862, 3118, 4151}  # expired, twice; locked in MySQL, in MariaDB
_DENIED_TABLE = {ER.TABLEACCESS_DENIED_ERROR, ER.COLUMNACCESS_DENIED_ERROR}
_DENIED_DATABASE = {ER.DBACCESS_DENIED_ERROR, ER.SPECIFIC_ACCESS_DENIED_ERROR}
_DENIED_HOST = {ER.HOST_NOT_PRIVILEGED, ER.HOST_IS_BLOCKED}
TABLE_MISSING = ER.NO_SUCH_TABLE
COLUMN_MISSING = ER.BAD_FIELD_ERROR
# What a read of a table that the catalogue lists meets where the table was altered meanwhile.
_ALTERED = {ER.TABLE_DEF_CHANGED, COLUMN_MISSING, TABLE_MISSING}


@contextmanager
def source_faults(address: SourceAddress, table: str | None = None) -> Iterator[None]:
    """Turn what PyMySQL raises inside the block into errors of our own tree.

    Raises:
        SourceUnreachableError: No answer, a broken connection, or a server that is busy: try again.
        TableAlteredError: The table is not as the catalogue said: read both again.
        LoginRefusedError: The server said no to user and password.
        SourceRefusedError: The server said no: privilege, database.
        SourceError: Any other failure of a statement.
    """
    try:
        yield
    except pymysql.err.InterfaceError as error:  # an earlier fault closed the connection
        raise SourceUnreachableError(_unreachable(address)) from error
    except pymysql.err.MySQLError as error:
        number = error_number(error)
        if number == 0 and isinstance(error, pymysql.err.InternalError):  # packets out of order
            raise SourceUnreachableError(_unreachable(address)) from error
        raise source_error(address, number, table) from error
    except OSError as error:
        raise SourceUnreachableError(_unreachable(address)) from error


def error_number(error: pymysql.err.MySQLError) -> int:
    """Return the server's or the client's error number, 0 where there is none."""
    return error.args[0] if error.args and isinstance(error.args[0], int) else 0


def source_error(address: SourceAddress, number: int, table: str | None) -> SourceError:
    """Return the error of our tree for an error number, with its remedy."""
    if number in _UNREACHABLE:
        return SourceUnreachableError(_unreachable(address))
    if number in _BUSY:
        return SourceUnreachableError(_busy(address, number))
    if number in _ALTERED and table is not None:
        return TableAlteredError(_altered(table))
    if remedy := _login_refusal(address, number):
        return LoginRefusedError(remedy)
    if remedy := _refusal(address, number, table):
        return SourceRefusedError(remedy)
    where = f"table '{table}'" if table else f"database '{address.database}'"
    return SourceError(
        f"The CRM's server at {address.place} failed with error {number} while reading {where}; "
        "look the number up in its error log."
    )


def _altered(table: str) -> str:
    return (
        f"Table '{table}' was altered again and again while it was read, so it stays as it was; "
        "run the pass again when the alteration is done."
    )


def _unreachable(address: SourceAddress) -> str:
    return (
        f"The CRM's database server at {address.place} does not answer or broke the connection; "
        "check that it runs and that SUITEHOUSE_SOURCE_URL names the right host and port."
    )


def _busy(address: SourceAddress, number: int) -> str:
    return (
        f"The CRM's database server at {address.place} is busy or stopped the statement (error "
        f"{number}); "
        "try again when it has room."
    )


def _login_refusal(address: SourceAddress, number: int) -> str | None:
    refused = f"The CRM's database server refused user '{address.user}'"
    if number in _DENIED_LOGIN:
        return f"{refused}: the password or user in SUITEHOUSE_SOURCE_URL is wrong."
    if number in _DENIED_ACCOUNT:
        return f"{refused}: the account is locked or its password has expired; renew it there."
    return None


def _refusal(address: SourceAddress, number: int, table: str | None) -> str | None:
    user, database = address.user, address.database
    account = f"'{user}'@'{address.account_host}'"
    if number in _DENIED_DATABASE:
        grant = f"GRANT SELECT ON `{database}`.* TO {account}"
        return f"User '{user}' may not read database '{database}'; run: {grant}"
    if number in _DENIED_TABLE:
        grant = f"GRANT SELECT ON `{database}`.`{table}` TO {account}"
        return f"User '{user}' may not read table '{table}'; run: {grant}"
    if number == ER.BAD_DB_ERROR:
        return (
            f"There is no database '{database}' on {address.place}; correct SUITEHOUSE_SOURCE_URL."
        )
    if number in _DENIED_HOST:
        return (
            f"{address.place} accepts no connections from this machine for user '{user}'; allow "
            "the host there."
        )
    return None
