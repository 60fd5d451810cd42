"""A whole run with a warehouse key: what lands is in clear in no file of the warehouse."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from console import Console
from encrypting import KEY_TEXT as KEY
from encrypting import is_encrypted

from suitehouse.privacy.canaries import find_in_tree

pytestmark = pytest.mark.integration

TABLES = "accounts,contacts,users"
# A column that is kept as it is and names nobody.
MARKER = "select distinct industry from landing.accounts where length(industry) > 7 limit 3"


class EncryptedConsole(Console):
    """The console with a warehouse key."""

    def __init__(self, url: str | None, home: Path) -> None:
        super().__init__(url, home)
        self.environment |= {
            "SUITEHOUSE_WAREHOUSE_KEY": "env:FILE_TEST_KEY",
            "FILE_TEST_KEY": KEY,
        }

    @property
    def writer(self) -> Path:
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.home / "published" / "suitehouse.duckdb"

    def query(self, path: Path, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a file, as analysts read it: with DuckDB and the key alone."""
        with duckdb.connect() as connection:
            connection.execute(f"attach '{path}' as found (read_only, encryption_key '{KEY}')")
            connection.execute("use found")
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def ran(genuine_url: str, tmp_path_factory: pytest.TempPathFactory) -> EncryptedConsole:
    """A home after a run; exports are missing, so it ends with that check failed."""
    console = EncryptedConsole(genuine_url, tmp_path_factory.mktemp("encrypted") / "home")
    done = console("run", "--tables", TABLES, timeout=600)
    assert console.published.exists(), done.stderr
    return console


def bytes_of(*paths: Path) -> bytes:
    return b"".join(path.read_bytes() for path in paths if path.is_file())


def test_no_landed_value_is_in_clear(ran: EncryptedConsole) -> None:
    markers = [row[0] for row in ran.query(ran.writer, MARKER)]

    found = bytes_of(*ran.home.glob("*.duckdb*"), *ran.published.parent.iterdir())
    assert markers
    assert not any(marker.encode() in found for marker in markers)
    assert b"opportunities" not in bytes_of(ran.writer, ran.published)
    assert is_encrypted(ran.writer)
    assert is_encrypted(ran.published)


def test_the_key_is_in_no_file_of_the_home(ran: EncryptedConsole) -> None:
    def known(path: Path) -> Any:
        connection = duckdb.connect()
        connection.execute(f"attach '{path}' as found (read_only, encryption_key '{KEY}')")
        return connection

    marker = ran.query(ran.writer, MARKER)[0][0]

    assert find_in_tree(ran.home, [KEY], open_database=known) == ()
    found = {each.path for each in find_in_tree(ran.home, [marker], open_database=known)}
    assert {ran.writer, ran.published} <= found, "the search reads what is encrypted"


def test_analysts_read_marts_and_views(ran: EncryptedConsole) -> None:
    landed = ran.query(ran.writer, "select count(*) from landing.accounts where deleted = 0")

    assert ran.query(ran.published, "select count(*) from staging.stg_suitecrm__accounts") == landed
    assert ran.query(ran.published, "select count(*) from marts.accounts")[0][0] > 0


@pytest.mark.parametrize(
    "command",
    [
        ("verify", "--json"),
        ("sweep",),
        ("capture",),
        ("quarantine", "list"),
        ("keys", "show"),
        ("privacy", "report"),
        ("contracts", "diff"),
    ],
    ids=" ".join,
)
def test_commands_work_on_it(ran: EncryptedConsole, command: tuple[str, ...]) -> None:
    tables = ("--tables", TABLES) if command[0] in {"verify", "sweep", "capture"} else ()

    done = ran(*command, *tables)

    assert done.returncode == 0, done.stderr
    if command[0] == "verify":
        assert {row["verdict"] for row in json.loads(done.stdout)} == {"equal"}


def test_the_doctor_says_that_it_opens(ran: EncryptedConsole) -> None:
    done = ran("doctor")

    assert re.search(r"ok\s+warehouse: .*opens", done.stdout), done.stdout
    assert KEY not in done.stdout + done.stderr


def test_a_scan_reads_what_is_encrypted(ran: EncryptedConsole) -> None:
    done = ran("privacy", "scan", timeout=600)

    result = json.loads((ran.home / "privacy" / "scan.json").read_text(encoding="utf-8"))
    assert result["unopened"] == []
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("other", ["wrong", "none"])
@pytest.mark.parametrize("command", ["capture", "verify", "run"])
def test_a_wrong_key_or_none_is_refused_in_a_sentence(
    ran: EncryptedConsole, command: str, other: str
) -> None:
    console = EncryptedConsole(ran.url, ran.home)
    console.environment["FILE_TEST_KEY"] = bytes(range(100, 132)).hex()
    if other == "none":
        del console.environment["SUITEHOUSE_WAREHOUSE_KEY"]
    before = ran.writer.read_bytes()

    done = console(command)

    assert done.returncode == 2, done.stderr
    assert "SUITEHOUSE_WAREHOUSE_KEY" in done.stderr
    assert ran.writer.read_bytes() == before
    assert console.environment["FILE_TEST_KEY"] not in done.stdout + done.stderr


def test_done_twice_it_publishes_the_same(ran: EncryptedConsole) -> None:
    count = "select count(*) from marts.accounts"
    before = ran.query(ran.published, count)

    ran("run", "--tables", TABLES, timeout=600)

    assert ran.query(ran.published, count) == before
    assert is_encrypted(ran.published)
