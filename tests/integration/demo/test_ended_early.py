"""Ending the demo while its server is being installed or starts leaves nothing running."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from suitehouse.demo.connection import connect
from suitehouse.demo.server import private_mariadb
from suitehouse.demo.watchdog import end_former, watched

pytestmark = pytest.mark.integration

_HOLDER = """
import sys
from pathlib import Path
from suitehouse.demo.server import private_mariadb
with private_mariadb(Path(sys.argv[1])) as url:
    sys.stdin.read()
"""
# Longer than an orderly end, shorter than the minute that a lost SIGTERM once cost.
_SOON_SECONDS = 20


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("installed") / "db"
    with private_mariadb(home):
        pass
    return home


def _processes_in(home: Path) -> list[int]:
    """Return the processes that work in the folder."""
    return [pid for pid in _all_pids() if _uses(pid, home)]


def _all_pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _uses(pid: int, home: Path) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cwd").readlink().is_relative_to(home)
    return False


def _wait_for(condition: Callable[[], bool], seconds: float = _SOON_SECONDS) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


@contextmanager
def _holder(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(home)],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield holder
    finally:
        holder.kill()
        holder.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("delay", [0.0, 0.3])
def test_ended_while_the_server_starts(
    installed: Path, tmp_path: Path, number: signal.Signals, delay: float
) -> None:
    home = tmp_path / "db"
    shutil.copytree(installed, home)
    with _holder(home) as holder:
        assert _wait_for(lambda: bool(_processes_in(home)))
        time.sleep(delay)
        os.kill(holder.pid, number)
        holder.wait(_SOON_SECONDS)

    assert _wait_for(lambda: not _processes_in(home))
    with private_mariadb(home) as url, connect(url) as connection:
        assert connection.open


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_ended_while_the_server_is_installed(tmp_path: Path, number: signal.Signals) -> None:
    home = tmp_path / "db"
    with _holder(home) as holder:
        assert _wait_for((home / "data" / "ibdata1").exists)
        assert _processes_in(home)
        os.kill(holder.pid, number)

    with private_mariadb(home) as url, connect(url) as connection:
        assert connection.open
    assert _wait_for(lambda: not _processes_in(home))


def test_killed_together_with_its_watchdog(tmp_path: Path) -> None:
    """Nobody is left to end the program, so whoever comes next does."""
    lock = tmp_path / "processes.lock"
    stubborn = ["/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"]
    left = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, sys; from pathlib import Path\n"
            "from suitehouse.demo.watchdog import watched\n"
            "with watched(sys.argv[2:], lock=Path(sys.argv[1]), patience=60) as run:\n"
            "    print(run.process.pid, flush=True); sys.stdin.read()",
            str(lock),
            *stubborn,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert left.stdout is not None
    group = int(left.stdout.readline())
    for pid in [*_children(left.pid) - {group}, left.pid]:
        os.kill(pid, signal.SIGKILL)
    left.communicate()
    os.killpg(group, 0)

    end_former(lock, patience=1)

    assert _wait_for(lambda: not Path(f"/proc/{group}/cwd").exists())


def test_a_program_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    began = time.monotonic()
    with watched(
        ["/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"],
        lock=tmp_path / "lock",
        patience=1,
    ) as run:
        time.sleep(0.3)

    assert run.process.returncode == -signal.SIGKILL
    assert time.monotonic() - began < _SOON_SECONDS


def _children(parent: int) -> set[int]:
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return {int(pid) for pid in path.read_text().split()}
