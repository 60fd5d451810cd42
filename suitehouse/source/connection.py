"""One PyMySQL connection to the CRM, made independent of the server's defaults."""

from __future__ import annotations

import socket
import ssl
from typing import Any, TypeAlias

import pymysql

from suitehouse.errors import ConfigurationError
from suitehouse.source.address import SourceAddress
from suitehouse.source.faults import source_faults

Connection: TypeAlias = "pymysql.connections.Connection[Any]"

CONNECT_TIMEOUT_SECONDS = 10
READ_TIMEOUT_SECONDS = 600
_SESSION = (
    "set session time_zone = '+00:00', sql_mode = '', net_write_timeout = 600, wait_timeout = 28800"
)
_ISOLATION = "set session transaction isolation level repeatable read"


def connect(address: SourceAddress) -> Connection:
    """Return a connection in UTC and utf8mb4 whose transactions read one snapshot.

    Raises:
        SourceUnreachableError: No server answers there.
        SourceRefusedError: The server refuses the user or the database.
        ConfigurationError: The certificate file cannot be used.
    """
    options = _encryption(address)
    with source_faults(address):
        connection = pymysql.connect(
            host=address.host,
            port=address.port,
            user=address.user,
            password=address.password.encode(),  # PyMySQL would take Latin-1 for text
            database=address.database,
            unix_socket=address.unix_socket,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            read_timeout=READ_TIMEOUT_SECONDS,
            defer_connect=True,
            **options,
        )
        connection.connect(_unix_socket(address))
        with connection.cursor() as cursor:
            cursor.execute(_SESSION)
            cursor.execute(_ISOLATION)
    return connection


def _unix_socket(address: SourceAddress) -> socket.socket | None:
    """Return a connected socket, None for TCP; PyMySQL's own would stay open where it fails."""
    if address.unix_socket is None:
        return None
    unix = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    unix.settimeout(CONNECT_TIMEOUT_SECONDS)
    try:
        unix.connect(address.unix_socket)
    except OSError:
        unix.close()
        raise
    return unix


def _encryption(address: SourceAddress) -> dict[str, Any]:
    if address.ssl_ca is None:
        return {}
    try:
        return {"ssl": ssl.create_default_context(cafile=address.ssl_ca)}
    except OSError as error:
        raise ConfigurationError(
            f"The certificate file of ssl_ca cannot be used: {address.ssl_ca}."
        ) from error
