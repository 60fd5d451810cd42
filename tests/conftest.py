"""Fixtures that every test may use. Names are stable: tests all over the tree depend on them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from genuine import load_genuine
from hypothesis import HealthCheck, settings

from suitehouse.demo.connection import Connection, connect, private_url
from suitehouse.demo.server import private_mariadb

# A busy machine draws and runs examples slowly, which says nothing of what is tested.
settings.register_profile("suitehouse", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suitehouse")


@dataclass(slots=True)
class PrivateServer:
    """A private MariaDB for tests; databases are cheap, so each test makes its own."""

    socket: str
    _numbers: Iterator[int]

    def fresh_database(self, name: str | None = None) -> str:
        """Return the URL of a new empty database; one of the same name is dropped first.

        Without a name the database gets one of its own ("test_1", "test_2", ...).
        """
        name = name or f"test_{next(self._numbers)}"
        with (
            self.connect(private_url(self.socket, "")) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(f"drop database if exists `{name}`")
            cursor.execute(
                f"create database `{name}` character set utf8mb4 collate utf8mb4_general_ci"
            )
        return private_url(self.socket, name)

    def connect(self, url: str) -> Connection:
        """Return an autocommit PyMySQL connection to one of its databases; the caller closes it."""
        return connect(url)


@pytest.fixture(scope="session")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateServer]:
    """A private MariaDB server, started once per session on a socket and stopped at its end."""
    home = tmp_path_factory.mktemp("mariadb")
    with private_mariadb(home, database="unused") as url:
        yield PrivateServer(url.rsplit("unix_socket=", 1)[1], count(1))


@pytest.fixture(scope="session")
def genuine_url(mariadb: PrivateServer) -> str:
    """URL of a database with the genuine SuiteCRM baseline. Shared by the session: read only."""
    url = mariadb.fresh_database("genuine")
    load_genuine(url)
    return url


@pytest.fixture
def genuine_copy(mariadb: PrivateServer) -> str:
    """URL of a genuine SuiteCRM baseline of the test's own, to change at will (takes seconds)."""
    url = mariadb.fresh_database()
    load_genuine(url)
    return url


@pytest.fixture(autouse=True)
def isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Run every test with SUITEHOUSE_HOME under its tmp_path and no other SUITEHOUSE_* setting.

    The working directory becomes tmp_path too, so that no `.env` or `suitehouse.toml` is picked up.
    Returns the home, which does not exist yet.
    """
    for name in [name for name in os.environ if name.startswith("SUITEHOUSE_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("SUITEHOUSE_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    return home
