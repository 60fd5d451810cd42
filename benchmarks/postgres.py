"""The PostgreSQL server that loads into one are measured on: `SUITEHOUSE_BENCH_POSTGRES_URL`."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

_DEFAULT = "postgresql://postgres@localhost:5432/postgres"


def database_url(name: str) -> str:
    """Return the URL of a peer's database."""
    return urlunsplit(urlsplit(_server())._replace(path=f"/suitehouse_bench_{name}"))


def make_empty(name: str) -> None:
    """Make a peer's database anew; one of the run before goes."""
    import psycopg2

    connection = psycopg2.connect(_server())
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"drop database if exists suitehouse_bench_{name} with (force)")
            cursor.execute(f"create database suitehouse_bench_{name}")
    finally:
        connection.close()


def _server() -> str:
    return os.environ.get("SUITEHOUSE_BENCH_POSTGRES_URL", _DEFAULT)
