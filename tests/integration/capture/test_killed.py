"""A pass that is killed at any instant and run again ends where an unbroken one does."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from captures import KEY, Capturer
from genuine import journal, replay

pytestmark = pytest.mark.integration

KILLS = 10
TRIES = 50
# Most tables of the genuine database have more rows, and its largest some 20 parts.
IN_PARTS = "[capture]\nresumable_rows = 40\nsmall_table_rows = 20\nbatch_bytes = 65536\n"
_COMMAND = (sys.executable, "-c", "from pipelines.cli import main; main()", "capture")
# The genuine baseline's stamps are before, the journal's days after this.
_BEFORE = "timestamp '2026-11-25'"
_OVERLAPS = """
    select a.id from history.{table} as a join history.{table} as b
    on lower(a.id) = lower(b.id) and a.rowid <> b.rowid and a._valid_from <= b._valid_from
    and coalesce(a._valid_to, timestamp '9999-12-31') > b._valid_from
"""
_REPOSITORY = Path(__file__).resolve().parents[3]


def environment(url: str, home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "SUITEHOUSE_SOURCE_URL": url,
        "SUITEHOUSE_HOME": str(home),
        "SUITEHOUSE_MASKING_KEY": "env:KILL_TEST_KEY",
        "KILL_TEST_KEY": bytes(range(32)).hex(),
        "PYTHONPATH": str(_REPOSITORY),
    }


def start(url: str, home: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        _COMMAND, env=environment(url, home), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


def complete(url: str, home: Path) -> int:
    """Run a pass to its end; return how many tables it told of."""
    with start(url, home) as process:
        _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    return len(told.splitlines())


def is_killed(url: str, home: Path, tables: int, seconds: float) -> bool:
    """Kill a pass so long after it told of so many tables; False where it had ended before."""
    with start(url, home) as process:
        assert process.stderr is not None
        for _ in range(tables):
            assert process.stderr.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.stderr.read()
    return process.returncode == -signal.SIGKILL


def content(url: str, home: Path) -> dict[str, Any]:
    """Landing, and the versions in history; those that our clock dates differ from run to run."""
    capturer = Capturer(url, home / "warehouse.duckdb", key=KEY)
    kept = [name for name, contract in capturer.contracts.items() if contract.history]
    versions = {
        f"history.{table}": capturer.rows(
            "select * exclude (_valid_from, _valid_to), _valid_to is null, "
            f"least(_valid_from, {_BEFORE}) from history.{table} order by all"
        )
        for table in kept
    }
    assert capturer.rows("select * from ops.load_positions") == []
    for table in kept:
        assert capturer.rows(_OVERLAPS.format(table=table)) == [], table
    return {**capturer.landed(), **versions}


def kill_again_and_again(url: str, base: Path | None, tmp_path: Path, seed: int) -> None:
    """Kill passes at random instants, run each again to its end, compare with an unbroken one."""
    unbroken = copy_of(base, tmp_path / "unbroken")
    told = complete(url, unbroken)
    expected = content(url, unbroken)
    instants = random.Random(seed)
    kills = 0
    for number in range(TRIES):
        home = copy_of(base, tmp_path / f"killed-{number}")
        # How far a pass gets in the meantime is the machine's affair: it may be at its end.
        kills += is_killed(url, home, instants.randrange(told), instants.uniform(0, 0.01))
        complete(url, home)
        assert content(url, home) == expected, f"try {number}"
        shutil.rmtree(home)
        if kills == KILLS:
            return
    pytest.fail(f"only {kills} of {TRIES} passes were still at work when they were killed")


def copy_of(base: Path | None, home: Path) -> Path:
    if base is not None:
        shutil.copytree(base, home)
    return home


def test_a_first_load_that_is_killed(genuine_url: str, tmp_path: Path) -> None:
    kill_again_and_again(genuine_url, None, tmp_path, seed=1)


def test_a_first_load_in_parts_that_is_killed(genuine_url: str, tmp_path: Path) -> None:
    (tmp_path / "suitehouse.toml").write_text(IN_PARTS, encoding="utf-8")

    kill_again_and_again(genuine_url, None, tmp_path, seed=3)


def test_a_pass_over_changes_that_is_killed(genuine_copy: str, tmp_path: Path) -> None:
    base = tmp_path / "base"
    complete(genuine_copy, base)
    replay(genuine_copy, journal())

    kill_again_and_again(genuine_copy, base, tmp_path, seed=2)
