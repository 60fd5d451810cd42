"""Encryption is turned on, off and to another key; broken off at any instant, it is done again."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pytest
from console import Console
from encrypting import is_encrypted

from suitehouse.warehouses._file_key import FileKey
from suitehouse.warehouses.duckdb import DuckDbWarehouse

FIRST, SECOND = bytes(range(60, 92)).hex(), bytes(range(100, 132)).hex()
MARK = b"keptmarkervalue"
KILLS = 5
TRIES = 30


class ConvertingConsole(Console):
    """The console on a home with two keys at hand."""

    def __init__(self, home: Path) -> None:
        super().__init__(None, home)
        self.environment |= {"FIRST_KEY": FIRST, "SECOND_KEY": SECOND}
        self.writer = home / "warehouse.duckdb"
        self.published = home / "published" / "suitehouse.duckdb"

    def use(self, name: str | None) -> None:
        self.environment.pop("SUITEHOUSE_WAREHOUSE_KEY", None)
        if name:
            self.environment["SUITEHOUSE_WAREHOUSE_KEY"] = f"env:{name}"

    def rows(self, text: str | None) -> list[pa.Table]:
        key = FileKey(text) if text else None
        found = []
        for path in (self.writer, self.published):
            with DuckDbWarehouse(path, access="read", key=key) as warehouse:
                found.append(warehouse.read("select * from landing.things order by all"))
        return found

    def content(self) -> bytes:
        files = (path for path in self.home.rglob("*") if path.is_file())
        return b"".join(path.read_bytes() for path in files)


@pytest.fixture
def console(tmp_path: Path) -> ConvertingConsole:
    """A plain warehouse and its published copy."""
    console = ConvertingConsole(tmp_path / "home")
    with DuckDbWarehouse(console.writer) as warehouse:
        warehouse.read(
            f"create table landing.things as select '{MARK.decode()}' || range as name "
            "from range(100000)"
        )
        warehouse.publish(console.published)
    return console


def test_it_is_a_dry_run_unless_told(console: ConvertingConsole) -> None:
    before = console.writer.read_bytes()

    done = console("keys", "encrypt", "--to", "env:FIRST_KEY", "--json")
    told = console("keys", "encrypt", "--to", "env:FIRST_KEY")

    assert done.returncode == 0, done.stderr
    assert [each["is_as_wanted"] for each in json.loads(done.stdout)["files"]] == [False, False]
    assert "nothing was changed" in told.stdout
    assert console.writer.read_bytes() == before


def test_on_to_another_key_and_off_again(console: ConvertingConsole) -> None:
    before = console.rows(None)
    console.published.chmod(0o640)
    assert MARK in console.content()

    on = console("keys", "encrypt", "--to", "env:FIRST_KEY", "--apply")
    encrypted = console.content()
    with_first = console.rows(FIRST)
    console.use("FIRST_KEY")
    changed = console("keys", "encrypt", "--to", "env:SECOND_KEY", "--apply")
    with_second = console.rows(SECOND)
    console.use("SECOND_KEY")
    off = console("keys", "decrypt", "--apply")

    for done in (on, changed, off):
        assert done.returncode == 0, done.stderr
        assert FIRST not in done.stdout + done.stderr
        assert SECOND not in done.stdout + done.stderr
    assert f"{console.writer}: encrypted\n" in on.stdout
    assert "set SUITEHOUSE_WAREHOUSE_KEY=env:FIRST_KEY from now on" in on.stdout
    assert "unset SUITEHOUSE_WAREHOUSE_KEY" in off.stdout
    assert MARK not in encrypted
    assert with_first == with_second == console.rows(None) == before
    assert console.published.stat().st_mode & 0o777 == 0o640
    assert console.writer.stat().st_mode & 0o777 == 0o600


def test_done_twice_it_changes_nothing(console: ConvertingConsole) -> None:
    console("keys", "encrypt", "--to", "env:FIRST_KEY", "--apply")
    before = (console.writer.read_bytes(), console.published.read_bytes())
    console.use("FIRST_KEY")

    done = console("keys", "encrypt", "--to", "env:FIRST_KEY", "--apply")

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("encrypted already") == 2
    assert (console.writer.read_bytes(), console.published.read_bytes()) == before


def test_what_other_work_left_in_clear_goes(console: ConvertingConsole) -> None:
    beside = console.home / "warehouse.rotating"
    halves = [
        beside / "warehouse.duckdb",
        console.home / ".warehouse.duckdb.rewriting",
        console.published.with_name(".suitehouse.duckdb.copying"),
        console.published.with_name("suitehouse.duckdb.tmp") / "spilled",
    ]
    for half in halves:
        half.parent.mkdir(exist_ok=True)
        half.write_bytes(MARK)

    done = console("keys", "encrypt", "--to", "env:FIRST_KEY", "--apply")

    assert done.returncode == 0, done.stderr
    assert MARK not in console.content()
    assert str(beside) in done.stdout


@pytest.mark.parametrize("command", [("encrypt", "--to", "env:SECOND_KEY"), ("decrypt",)])
def test_without_the_key_that_files_have_nothing_is_done(
    console: ConvertingConsole, command: tuple[str, ...]
) -> None:
    console("keys", "encrypt", "--to", "env:FIRST_KEY", "--apply")
    before = console.writer.read_bytes()
    console.use("SECOND_KEY" if command == ("decrypt",) else None)

    done = console("keys", *command, "--apply")

    assert done.returncode == 2
    assert "set the reference to the key that it has" in done.stderr
    assert console.writer.read_bytes() == before


def test_a_plain_warehouse_with_a_key_set_says_which_command_helps(
    console: ConvertingConsole,
) -> None:
    console.use("FIRST_KEY")

    refused = console("quarantine", "list")
    done = console("keys", "encrypt", "--to", "env:FIRST_KEY", "--apply")
    fine = console("quarantine", "list")

    assert refused.returncode == 2
    assert "suitehouse keys encrypt" in refused.stderr
    assert done.returncode == 0, done.stderr
    assert fine.returncode == 0, fine.stderr


def test_a_file_behind_a_link_is_converted_where_it_is(
    console: ConvertingConsole, tmp_path: Path
) -> None:
    before = console.rows(None)
    disk = tmp_path / "disk"
    disk.mkdir()
    for path in (console.writer, console.published):
        path.rename(disk / f"real-{path.name}")
        path.symlink_to(disk / f"real-{path.name}")
    half = disk / ".real-warehouse.duckdb.rewriting"
    half.write_bytes(MARK)

    done = console("keys", "encrypt", "--to", "env:FIRST_KEY", "--apply")

    assert done.returncode == 0, done.stderr
    assert console.writer.is_symlink()
    assert console.published.is_symlink()
    assert sorted(path.name for path in disk.iterdir()) == [
        "real-suitehouse.duckdb",
        "real-warehouse.duckdb",
    ]
    assert not any(MARK in path.read_bytes() for path in disk.iterdir())
    assert console.rows(FIRST) == before


def test_nothing_is_done_while_another_process_writes(console: ConvertingConsole) -> None:
    with DuckDbWarehouse(console.writer):
        done = console("keys", "encrypt", "--to", "env:FIRST_KEY", "--apply")

    assert done.returncode == 2
    assert "is open in process" in done.stderr
    assert not is_encrypted(console.writer)


def test_killed_at_any_instant_it_is_done_again(console: ConvertingConsole, tmp_path: Path) -> None:
    before = console.rows(None)
    arguments = ("keys", "encrypt", "--to", "env:FIRST_KEY", "--apply")
    unbroken = ConvertingConsole(tmp_path / "unbroken")
    shutil.copytree(console.home, unbroken.home)
    began = time.monotonic()
    assert unbroken(*arguments).returncode == 0
    seconds = time.monotonic() - began
    instants = random.Random(7)
    kills = 0
    for number in range(TRIES):
        copy = ConvertingConsole(tmp_path / f"killed-{number}")
        shutil.copytree(console.home, copy.home)
        # How far it gets in the meantime is the machine's affair: it may be at its end.
        kills += is_killed(copy, arguments, instants.uniform(0.3, 1) * seconds)
        opened = [is_encrypted(path) for path in (copy.writer, copy.published)]
        done = copy(*arguments)

        assert done.returncode == 0, done.stderr
        assert copy.rows(FIRST) == before, (number, opened)
        assert MARK not in copy.content()
        assert not list(copy.home.glob(".*"))
        shutil.rmtree(copy.home)
        if kills == KILLS:
            return
    pytest.fail(f"only {kills} of {TRIES} were still at work when they were killed")


def is_killed(console: ConvertingConsole, arguments: tuple[str, ...], seconds: float) -> bool:
    """Kill the command so long after its start; False where it had ended before."""
    program = "from pipelines.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=console.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.returncode < 0
