"""`python -m pipelines.ui`: the Dagster UI of this home with its daemon, until Ctrl-C or SIGTERM.

Three programs of Dagster's make it up: a code server, the web server and the daemon that runs
schedules and queued runs. If one ends, all are ended; none outlives this process's own end.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

from pipelines.cli import guarded
from pipelines.instance import prepare_instance
from suitehouse.errors import ConfigurationError
from suitehouse.modelling.runner import prepare_manifest
from suitehouse.operations.private_files import be_private
from suitehouse.settings import Settings

HOST = "127.0.0.1"
PORT = 3000
LOCATION = "suitehouse"
START_SECONDS = 90.0
STOP_SECONDS = 10.0
_QUIET = ["--log-level", "warning"]


def serve_ui(settings: Settings, *, host: str = HOST, port: int = PORT) -> int:
    """Serve the UI until one of its programs ends or this process is told to end.

    Returns:
        0 when told to end, else the status of the program that ended.

    Raises:
        ConfigurationError: The code location did not load.
    """
    prepare_manifest()
    folder = prepare_instance(settings)
    environment = {
        **os.environ,
        "DAGSTER_HOME": str(folder),
        "SUITEHOUSE_HOME": str(settings.home.absolute()),
    }
    with tempfile.TemporaryDirectory(prefix="suitehouse-") as short, group(environment) as programs:
        socket = Path(short) / "code"
        workspace = _write_workspace(folder, socket)
        programs.start("dagster", "code-server", "start", *_code(socket))
        programs.wait_for(socket)
        address = ["-h", host, "-p", str(port)]
        programs.start(
            "dagster_webserver", "-w", workspace, *address, "--dagster-log-level", "warning"
        )
        programs.start("dagster._daemon", "run", "-w", workspace, *_QUIET)
        sys.stdout.write(f"Dagster UI: http://{host}:{port} (Ctrl-C ends it)\n")
        sys.stdout.flush()
        return programs.wait()


class ProgramGroup:
    """Python modules that run as programs in one process group."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._programs: list[subprocess.Popen[bytes]] = []

    def start(self, module: str, *arguments: str) -> None:
        """Start a module as a program beside the others."""
        leader = self._programs[0].pid if self._programs else 0
        command = [sys.executable, "-m", module, *arguments]
        self._programs.append(
            subprocess.Popen(command, env=dict(self._environment), process_group=leader)  # noqa: S603 - our own modules
        )

    def wait_for(self, socket: Path) -> None:
        """Wait until the first program listens.

        Raises:
            ConfigurationError: It ended or took too long.
        """
        deadline = time.monotonic() + START_SECONDS
        while not socket.exists():
            if self._programs[0].poll() is not None or time.monotonic() > deadline:
                raise ConfigurationError("The code location did not load; see the lines above.")
            time.sleep(0.2)

    def wait(self) -> int:
        """Wait until one of the programs ends and return its status."""
        ended = os.waitid(os.P_PGID, self._programs[0].pid, os.WEXITED | os.WNOWAIT)
        return ended.si_status if ended else 0

    def end(self) -> None:
        """End all of the group, in the end by force."""
        for ending in (signal.SIGTERM, signal.SIGKILL):
            if not self._programs or not _signalled(self._programs[0].pid, ending):
                return
            _wait_all(self._programs)


@contextmanager
def group(environment: Mapping[str, str]) -> Iterator[ProgramGroup]:
    """Yield a group of programs and end it; an interruption, also by SIGTERM, is a normal end."""
    programs = ProgramGroup(environment)
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        with suppress(KeyboardInterrupt):
            yield programs
    finally:
        signal.signal(signal.SIGTERM, before)
        programs.end()


def _signalled(process_group: int, ending: signal.Signals) -> bool:
    """Signal a whole group; say whether any of it was there."""
    try:
        os.killpg(process_group, ending)
    except ProcessLookupError:
        return False
    return True


def _wait_all(programs: Sequence[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    for program in programs:
        with suppress(subprocess.TimeoutExpired):
            program.wait(max(0.0, deadline - time.monotonic()))


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _code(socket: Path) -> list[str]:
    name = ["--location-name", LOCATION]
    return ["-m", "pipelines.definitions", *name, "--socket", str(socket), *_QUIET]


def _write_workspace(folder: Path, socket: Path) -> str:
    """Tell the web server and the daemon where the code server listens; return the file's path."""
    path = folder / "workspace.yaml"
    path.write_text(
        f"load_from:\n  - grpc_server:\n      socket: {socket}\n      location_name: {LOCATION}\n",
        encoding="utf-8",
    )
    return str(path)


if __name__ == "__main__":
    be_private()
    guarded(lambda: sys.exit(serve_ui(Settings())))
