"""A rotation that is killed leaves a whole warehouse, and ends right when it is run again."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from killing import KILLS, TRIES
from rotations import FORMER, NEW, RotatingConsole
from tiny_crm import TABLES, run

from suitehouse.warehouses.duckdb import DuckDbWarehouse

pytestmark = pytest.mark.integration

# Each table has several parts and buckets, and what stamps do not show is left to sweeps.
POLICY = """
[capture]
resumable_rows = 40
small_table_rows = 0
compare_budget_seconds = 0
sweep_bucket_rows = 50
"""
ROWS = 200
COLUMNS = {"accounts": "name", "contacts": "last_name", "users": "status"}
NAMES = ",".join(TABLES)
_MAIN = "from pipelines.cli import main; main()"


@pytest.fixture
def base(mariadb: Any, tmp_path: Path) -> RotatingConsole:
    """Three tables of which rows changed and went, some without a stamp, captured and swept."""
    (tmp_path / "suitehouse.toml").write_text(POLICY, encoding="utf-8")
    url = mariadb.fresh_database()
    console = RotatingConsole(url, tmp_path / "base")
    run(mariadb, url, *(f"create table {name} ({columns})" for name, columns in TABLES.items()))
    for table in TABLES:
        rows = ", ".join(
            f"('{table}-{n:03}', 'v{n % 7}', '2026-11-25 07:00:00', 0)" for n in range(ROWS)
        )
        run(mariadb, url, f"insert into {table} values {rows}")
    assert console("capture", "--tables", NAMES).returncode == 0
    for table, column in COLUMNS.items():
        run(
            mariadb,
            url,
            f"update {table} set {column} = 'w' where id like '%1'",
            f"update {table} set deleted = 1, date_modified = '2026-11-25 08:00:00' "
            "where id like '%2'",
            f"delete from {table} where id like '%13'",
        )
    assert console("sweep", "--tables", NAMES).returncode == 0
    return console


def copy_of(base: RotatingConsole, home: Path) -> RotatingConsole:
    shutil.copytree(base.home, home)
    return RotatingConsole(base.url, home)


def complete(console: RotatingConsole) -> None:
    done = console.rotate("--apply")
    assert done.returncode == 0, done.stderr


def is_killed(console: RotatingConsole, seconds: float) -> bool:
    """Kill a rotation so long after its start; False where it had ended before."""
    arguments = ("keys", "rotate", "--to", "env:NEW_TEST_KEY", "--apply")
    with subprocess.Popen(
        (sys.executable, "-c", _MAIN, *arguments),
        env=console.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def rows_by_table(console: RotatingConsole) -> dict[str, int]:
    """How many live rows each table has in the warehouse that is in use."""
    with DuckDbWarehouse(console.home / "warehouse.duckdb", access="read") as warehouse:
        return {
            table: warehouse.read(
                f"select count(*) as n from landing.{table} where _removed_at is null"
            )["n"][0].as_py()
            for table in TABLES
        }


def content(console: RotatingConsole) -> dict[str, Any]:
    """All that is to be the same at the end."""
    found = console.capturer(NEW)
    with DuckDbWarehouse(found.path, access="read") as warehouse:
        assert warehouse.columns_with_tokens(FORMER.key_id) == ()
        assert [each.key_id for each in warehouse.key_rotations()] == [FORMER.key_id]
    assert not (console.home / "warehouse.rotating").exists()
    misses = found.rows("select table_name, row_key, reason from ops.misses order by all")
    assert misses
    versions = {
        f"history.{table}": found.rows(f"select * from history.{table} order by all")
        for table in TABLES
    }
    return {**found.landed(), **versions, "ops.misses": misses}


def test_a_rotation_that_is_killed(base: RotatingConsole, tmp_path: Path) -> None:
    unbroken = copy_of(base, tmp_path / "unbroken")
    rows = rows_by_table(unbroken)
    began = time.monotonic()
    complete(unbroken)
    seconds = time.monotonic() - began
    expected = content(unbroken)
    instants = random.Random(5)
    kills = 0
    for number in range(TRIES):
        console = copy_of(base, tmp_path / f"killed-{number}")
        # How far it gets in the meantime is the machine's affair: it may be at its end.
        kills += is_killed(console, instants.uniform(0.1, 1) * seconds)
        assert rows_by_table(console) == rows, f"try {number}"
        complete(console)
        assert content(console) == expected, f"try {number}"
        shutil.rmtree(console.home)
        if kills == KILLS:
            return
    pytest.fail(f"only {kills} of {TRIES} were still at work when they were killed")
