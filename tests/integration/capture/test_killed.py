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

KILLS = 5
TRIES = 30
_COMMAND = (sys.executable, "-c", "from pipelines.cli import main; main()", "capture")
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


def landed(url: str, home: Path) -> dict[str, Any]:
    return Capturer(url, home / "warehouse.duckdb", key=KEY).landed()


def kill_again_and_again(url: str, base: Path | None, tmp_path: Path, seed: int) -> None:
    """Kill passes at random instants, run each again to its end, compare with an unbroken one."""
    unbroken = copy_of(base, tmp_path / "unbroken")
    told = complete(url, unbroken)
    expected = landed(url, unbroken)
    instants = random.Random(seed)
    kills = 0
    for number in range(TRIES):
        home = copy_of(base, tmp_path / f"killed-{number}")
        # How far a pass gets in the meantime is the machine's affair: it may be at its end.
        kills += is_killed(url, home, instants.randrange(told), instants.uniform(0, 0.01))
        complete(url, home)
        assert landed(url, home) == expected, f"try {number}"
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


def test_a_pass_over_changes_that_is_killed(genuine_copy: str, tmp_path: Path) -> None:
    base = tmp_path / "base"
    complete(genuine_copy, base)
    replay(genuine_copy, journal())

    kill_again_and_again(genuine_copy, base, tmp_path, seed=2)
