"""The UI's programs are ended whole, however this process or one of them ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.ui import group
from suitehouse.errors import ConfigurationError

PATIENCE_SECONDS = 20.0
LISTENER = """
import socket, sys, time
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
time.sleep(60)
"""
STUBBORN = """
import pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(60)
"""
SUPERVISOR = """
from pipelines.ui import group
with group({}) as programs:
    programs.start("listener", "socket")
    programs.wait_for(__import__("pathlib").Path("socket"))
    print(programs._programs[0].pid, flush=True)
    programs.wait()
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "listener.py").write_text(LISTENER)
    (tmp_path / "stubborn.py").write_text(STUBBORN)
    (tmp_path / "broken.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def is_gone(pid: int) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_all_end_when_one_of_them_ends(folder: Path):
    with group({}) as programs:
        programs.start("listener", "socket")
        programs.wait_for(folder / "socket")
        first = programs._programs[0].pid
        programs.start("broken")

        assert programs.wait() == 3

    assert is_gone(first)


def test_a_first_program_that_does_not_start_is_said(folder: Path):
    with group({}) as programs:
        programs.start("broken")

        with pytest.raises(ConfigurationError, match="did not load"):
            programs.wait_for(folder / "socket")


def test_a_program_that_ignores_the_signal_is_ended_with_its_children(
    folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("pipelines.ui.STOP_SECONDS", 0.2)
    note = folder / "child"

    with group({}) as programs:
        programs.start("stubborn", str(note))
        programs.wait_for(note)
        while not note.read_text():
            time.sleep(0.05)

    assert is_gone(int(note.read_text()))


@pytest.mark.usefixtures("folder")
def test_sigterm_ends_the_supervisor_and_its_programs():
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert supervisor.stdout is not None
    program = int(supervisor.stdout.readline())

    supervisor.send_signal(signal.SIGTERM)

    assert supervisor.wait(PATIENCE_SECONDS) == 0
    assert is_gone(program)
    supervisor.stdout.close()
