"""A real server that goes away while a pass reads: every pass ends as an unbroken one does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from captures import Capturer
from tiny_crm import run

from suitehouse.demo.connection import connect
from suitehouse.demo.server import private_mariadb
from suitehouse.settings import CapturePolicy
from suitehouse.source.reader import RowBatch
from suitehouse.source.snapshot import SourceSnapshot

pytestmark = pytest.mark.integration

ROWS = 6_000
PARTS = CapturePolicy(resumable_rows=2_000, small_table_rows=100, batch_bytes=1 << 16)
WHOLE = PARTS.model_copy(update={"resumable_rows": 10 * ROWS})
LIMIT_SECONDS = 0.5
Happening = Callable[[SourceSnapshot], None]


def fill(url: str) -> None:
    """Contacts of 600 bytes, so that a part is more than the buffers between server and client."""
    columns = (
        "id varchar(36) primary key, lead_source varchar(255), date_modified datetime, "
        "deleted tinyint(1)"
    )
    rows = (
        "select concat(char(97 + seq % 26), lpad(crc32(seq), 10, '0')), repeat('x', 250), "
        f"timestamp '2026-11-20 00:00:00' + interval seq second, 0 from seq_1_to_{ROWS}"
    )
    with connect(url) as connection, connection.cursor() as cursor:
        for statement in (
            "create table accounts (id char(36) primary key, date_modified datetime)",
            "create table users (id char(36) primary key)",
            f"create table contacts ({columns})",
            f"insert into contacts {rows}",
            "insert into accounts values ('a', '2026-11-20')",
            "analyze table contacts",
        ):
            cursor.execute(statement)


@pytest.fixture(scope="module")
def url(mariadb: Any) -> str:
    made: str = mariadb.fresh_database()
    fill(made)
    return made


@pytest.fixture(params=[PARTS, WHOLE], ids=["in parts", "whole"])
def crm(url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Capturer:
    return Capturer(url, tmp_path / "w.duckdb", policy=request.param)


@pytest.fixture
def unbroken(crm: Capturer, tmp_path: Path) -> Capturer:
    capturer = replace(crm, path=tmp_path / "unbroken.duckdb", waits=[])
    capturer.run("accounts", "contacts")
    return capturer


def content(capturer: Capturer) -> tuple[Any, ...]:
    versions = ("contacts", "accounts")
    return (
        capturer.landed(),
        *(capturer.rows(f"select * from history.{name} order by all") for name in versions),
    )


class Interrupting:
    """Opens snapshots; in the first, something happens after so many batches of contacts."""

    def __init__(self, capturer: Capturer, batches: int, happening: Happening) -> None:
        self._capturer = capturer
        self._left = batches
        self._happening = happening
        self.opened = 0

    def __call__(self) -> SourceSnapshot:
        self.opened += 1
        snapshot = self._capturer.snapshot()
        if self.opened == 1:
            real = snapshot.read
            snapshot.read = lambda query: (  # type: ignore[method-assign]
                self._watched(snapshot, real(query)) if query.table == "contacts" else real(query)
            )
        return snapshot

    def _watched(self, snapshot: SourceSnapshot, batches: Iterator[RowBatch]) -> Iterator[RowBatch]:
        for batch in batches:
            self._left -= 1
            if self._left == 0:
                self._happening(snapshot)
            yield batch


def thread_of(snapshot: SourceSnapshot) -> int:
    return int(snapshot._connection.thread_id())


@pytest.mark.parametrize("batches", [1, 4, 9])
def test_a_connection_that_is_killed_while_rows_stream(
    crm: Capturer, unbroken: Capturer, mariadb: Any, batches: int
) -> None:
    source = Interrupting(
        crm, batches, lambda snapshot: run(mariadb, crm.url, f"kill {thread_of(snapshot)}")
    )

    crm.run("accounts", "contacts", source=source)

    assert source.opened == 2
    assert [int(wait) for wait in crm.waits] == [1]
    assert content(crm) == content(unbroken)


def test_a_limit_on_the_time_of_statements(crm: Capturer, unbroken: Capturer, mariadb: Any) -> None:
    run(
        mariadb,
        crm.url,
        "create or replace user limited@localhost",
        f"grant select on *.* to limited@localhost with max_statement_time {LIMIT_SECONDS}",
    )
    limited = replace(crm, url=crm.url.replace("root@", "limited@"))

    def wait_for_the_limit(snapshot: SourceSnapshot) -> None:
        """The server has more to send than fits into the buffers, and we don't take it."""
        spent = (
            "select time_ms from information_schema.processlist where id = "
            f"{thread_of(snapshot)} and command = 'Query'"
        )
        with mariadb.connect(crm.url) as connection, connection.cursor() as cursor:
            while cursor.execute(spent) and float(cursor.fetchone()[0]) < 1_500 * LIMIT_SECONDS:
                time.sleep(0.01)

    source = Interrupting(limited, 2, wait_for_the_limit)

    limited.run("accounts", "contacts", source=source)

    assert source.opened == 2
    assert content(crm) == content(unbroken)


class Address:
    """A socket's path that stays, whichever server listens there."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def url(self, url: str) -> str:
        """Return the URL of the same database behind this address."""
        return f"{url.partition('unix_socket=')[0]}unix_socket={self._path}"

    def lead_to(self, url: str) -> None:
        self._path.unlink(missing_ok=True)
        self._path.symlink_to(url.partition("unix_socket=")[2])


def test_a_server_that_restarts_in_the_middle_of_a_pass(tmp_path: Path) -> None:
    home, address = tmp_path / "server", Address(tmp_path / "a.sock")
    with ExitStack() as servers:
        url = servers.enter_context(private_mariadb(home))
        fill(url)
        address.lead_to(url)
        crm = Capturer(address.url(url), tmp_path / "w.duckdb", policy=PARTS)
        unbroken = replace(crm, path=tmp_path / "unbroken.duckdb", waits=[])
        unbroken.run("accounts", "contacts")
        source = Interrupting(crm, 4, lambda _: servers.close())

        def start_again(seconds: float) -> None:
            crm.waits.append(seconds)
            if len(crm.waits) == 2:  # the first new try finds nobody there
                address.lead_to(servers.enter_context(private_mariadb(home)))

        crm.run("accounts", "contacts", source=source, sleep=start_again)

        assert [int(wait) for wait in crm.waits] == [1, 2]
        assert content(crm) == content(unbroken)
        assert crm.rows("select count(*) from ops.load_positions") == [(0,)]


def test_a_replica_that_takes_over_at_the_same_address(mariadb: Any, tmp_path: Path) -> None:
    """It has one change more than the server before, and another order of rows on its disk."""
    replica, address = mariadb.fresh_database("crm"), Address(tmp_path / "a.sock")
    fill(replica)
    change = (
        "update contacts set lead_source = 'Fair', date_modified = '2026-12-04 23:00:00' "
        "where lead_source like 'x%' order by id limit 1"
    )
    run(mariadb, replica, change)
    with ExitStack() as servers:
        first = servers.enter_context(private_mariadb(tmp_path / "server", database="crm"))
        fill(first)
        address.lead_to(first)
        crm = Capturer(address.url(first), tmp_path / "w.duckdb", policy=PARTS)

        def take_over(_: SourceSnapshot) -> None:
            servers.close()
            address.lead_to(replica)

        crm.run("accounts", "contacts", source=Interrupting(crm, 4, take_over))

    assert {found.verdict for found in crm.verify("accounts", "contacts")} == {"equal"}
    assert crm.rows("select count(*), count(_valid_to) from history.contacts") == [(ROWS + 1, 1)]
