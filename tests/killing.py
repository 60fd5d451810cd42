"""Commands that are killed at any instant and run again, beside one that nobody breaks off."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from captures import KEY, Capturer

KILLS = 10
TRIES = 50
_MAIN = "from pipelines.cli import main; main()"
# The genuine baseline's stamps are before, the journal's days after this.
_BEFORE = "timestamp '2026-11-25'"
_OVERLAPS = """
    select a.id from history.{table} as a join history.{table} as b
    on lower(a.id) = lower(b.id) and a.rowid <> b.rowid and a._valid_from <= b._valid_from
    and coalesce(a._valid_to, timestamp '9999-12-31') > b._valid_from
"""
_REPOSITORY = Path(__file__).resolve().parents[1]

# What is to be the same at the end, however often it was killed, of a capturer of the warehouse.
Content = Callable[[Capturer], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the console on one source, in processes of their own."""

    url: str
    name: str

    def start(self, home: Path) -> subprocess.Popen[bytes]:
        """Start it on a warehouse."""
        return subprocess.Popen(
            (sys.executable, "-c", _MAIN, self.name),
            env=_environment(self.url, home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def complete(self, home: Path) -> int:
        """Run it to its end; return how many tables it told of."""
        with self.start(home) as process:
            try:
                _, told = process.communicate(timeout=120)
            finally:
                process.kill()
        assert process.returncode == 0, told
        return len(told.splitlines())

    def is_killed(self, home: Path, tables: int, seconds: float) -> bool:
        """Kill it so long after it told of so many tables; False where it had ended before."""
        return is_killed_after(self.start(home), tables, seconds)


def is_killed_after(started: subprocess.Popen[bytes], lines: int, seconds: float) -> bool:
    """Kill a process so long after it told so many lines; False where it had ended before."""
    with started as process:
        assert process.stderr is not None
        for _ in range(lines):
            assert process.stderr.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.stderr.read()
    return process.returncode == -signal.SIGKILL


def kill_again_and_again(
    command: Command, content: Content, base: Path | None, tmp_path: Path, seed: int
) -> None:
    """Kill a command at random instants, run each again to its end, compare with an unbroken one.

    `base` is the warehouse that each starts from, None for one that is not there yet.
    """
    unbroken = _copy_of(base, tmp_path / "unbroken")
    told = command.complete(unbroken)
    expected = content(_capturer(command, unbroken))
    instants = random.Random(seed)
    kills = 0
    for number in range(TRIES):
        home = _copy_of(base, tmp_path / f"killed-{number}")
        # How far it gets in the meantime is the machine's affair: it may be at its end.
        kills += command.is_killed(home, instants.randrange(told), instants.uniform(0, 0.01))
        command.complete(home)
        assert content(_capturer(command, home)) == expected, f"try {number}"
        shutil.rmtree(home)
        if kills == KILLS:
            return
    pytest.fail(f"only {kills} of {TRIES} were still at work when they were killed")


def landed_and_history(capturer: Capturer) -> dict[str, Any]:
    """Landing, and the versions in history; those that our clock dates differ from run to run."""
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


def _capturer(command: Command, home: Path) -> Capturer:
    return Capturer(command.url, home / "warehouse.duckdb", key=KEY)


def _environment(url: str, home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "SUITEHOUSE_SOURCE_URL": url,
        "SUITEHOUSE_HOME": str(home),
        "SUITEHOUSE_MASKING_KEY": "env:KILL_TEST_KEY",
        "KILL_TEST_KEY": bytes(range(32)).hex(),
        "PYTHONPATH": str(_REPOSITORY),
    }


def _copy_of(base: Path | None, home: Path) -> Path:
    if base is not None:
        shutil.copytree(base, home)
    return home
