"""Addresses of private databases, and connections to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, unquote, urlsplit

import pymysql
from pymysql.constants import CLIENT

Connection: TypeAlias = "pymysql.connections.Connection[Any]"


def private_url(socket_path: Path | str, database: str) -> str:
    """Return the URL of a database behind a socket."""
    return f"mysql+pymysql://root@localhost/{database}?unix_socket={socket_path}"


def connect(url: str) -> Connection:
    """Return an autocommit connection to a private server that may send files and many statements.

    Args:
        url: As made by `private_url`; only its user, database and socket are used.
    """
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    return pymysql.connect(
        user=unquote(parts.username or "root"),
        unix_socket=options["unix_socket"][0],
        database=unquote(parts.path.lstrip("/")) or None,
        charset="utf8mb4",
        autocommit=True,
        local_infile=True,
        client_flag=CLIENT.MULTI_STATEMENTS,
    )
