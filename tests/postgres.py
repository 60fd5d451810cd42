"""A real PostgreSQL for tests: a server that is named or runs here, else one started for them."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

SERVER = os.environ.get(
    "SUITEHOUSE_TEST_POSTGRES_URL", "postgresql://postgres@localhost:5432/postgres"
)


@contextmanager
def fresh_database(options: str = "") -> Iterator[str]:
    """Yield the URL of an empty database of its own, which is dropped afterwards.

    `options` end the statement that makes it: its language, say.
    """
    name = f"suitehouse_test_{uuid.uuid4().hex[:12]}"
    server = server_url()
    _on_server(server, f'create database "{name}" {options}')
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _on_server(server, f'drop database if exists "{name}" with (force)')


@cache
def server_url() -> str:
    """The URL of a server that answers; fails where there is none and none can be started."""
    try:
        psycopg2.connect(SERVER, connect_timeout=5).close()
    except psycopg2.OperationalError:
        return _started()
    return SERVER


def _started() -> str:
    """Start a server of our own, which ends with this process."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    assert binaries, (
        f"these tests need PostgreSQL: none answers at {SERVER}, and none is installed "
        "(apt-get install postgresql); SUITEHOUSE_TEST_POSTGRES_URL names another server"
    )
    tools = binaries[-1].parent
    folder = Path(tempfile.mkdtemp(prefix="suitehouse-postgres-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, user)
    as_user = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    data, port = folder / "data", 54_000 + os.getpid() % 1_000
    initialise = [*as_user, str(tools / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust"]
    subprocess.run(initialise, check=True, capture_output=True, cwd=folder)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    start = [*as_user, str(tools / "pg_ctl"), "-D", str(data), "-o", options, "-w", "start"]
    with (folder / "log").open("w") as log:
        subprocess.run(start, check=True, stdout=log, stderr=log, cwd=folder)
    stop = [*as_user, str(tools / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"]
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(subprocess.run, stop, check=False, capture_output=True, cwd="/")
    return f"postgresql://postgres@127.0.0.1:{port}/postgres"


def _on_server(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
