"""A real PostgreSQL for tests: a server that is named or runs here, else one started for them."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
    around = ExitStack()
    atexit.register(around.close)
    return around.enter_context(private_server())


@contextmanager
def private_server(password: str | None = None, *, with_tls: bool = False) -> Iterator[str]:
    """Yield the URL of a server that runs for the length of the block.

    With a `password` its user `postgres` needs it, which is not in the URL. With TLS its
    certificate is signed by itself, `server.crt` beside its data.
    """
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    assert binaries, (
        f"these tests need PostgreSQL: none answers at {SERVER}, and none is installed "
        "(apt-get install postgresql); SUITEHOUSE_TEST_POSTGRES_URL names another server"
    )
    folder = Path(tempfile.mkdtemp(prefix="suitehouse-postgres-"))
    as_user = _as_user(folder)
    program = [*as_user, str(binaries[-1].with_name("pg_ctl")), "-D", str(folder / "data")]
    try:
        initialise = [*as_user, str(binaries[-1]), "-D", str(folder / "data"), "-U", "postgres"]
        _run([*initialise, *_login(folder, password)], folder)
        port = _free_port()
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        options += _tls(folder, as_user) if with_tls else ""
        with (folder / "log").open("w") as log:
            start = [*program, "-o", options, "-w", "start"]
            subprocess.run(start, check=True, stdout=log, stderr=log, cwd=folder)
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        stop = [*program, "-m", "immediate", "stop"]
        subprocess.run(stop, check=False, capture_output=True, cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def _as_user(folder: Path) -> list[str]:
    """PostgreSQL does not run as root: run it as its own user then."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres")
    return ["runuser", "-u", "postgres", "--"]


def _login(folder: Path, password: str | None) -> list[str]:
    if password is None:
        return ["-A", "trust"]
    file = folder / "password"
    file.write_text(password)
    file.chmod(0o644)
    return ["-A", "scram-sha-256", f"--pwfile={file}"]


def _tls(folder: Path, as_user: list[str]) -> str:
    key, certificate = folder / "server.key", folder / "server.crt"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    _run([*as_user, *words, "-keyout", str(key), "-out", str(certificate)], folder)
    return f" -c ssl=on -c ssl_cert_file={certificate} -c ssl_key_file={key}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _run(words: list[str], folder: Path) -> None:
    subprocess.run(words, check=True, capture_output=True, cwd=folder)


def _on_server(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
