"""A MariaDB server that belongs to one process: own data, own socket, no network.

It never uses the machine's own server or its configuration. A watchdog ends it, so it also stops
when we are killed and can't clean up.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from suitehouse.demo.connection import connect, private_url
from suitehouse.demo.install import Programs, ensure_programs
from suitehouse.demo.watchdog import Sleep, Watched, end_former, watched
from suitehouse.errors import DemoError

_POLL_SECONDS = 0.05
_STOP_SECONDS = 60
_STOP_WHILE_STARTING_SECONDS = 5  # then it is killed; its data recovers, as after any crash
_GREETING_SECONDS = 5
_LONGEST_TEMP_FOLDER = 60  # a socket's path must stay under 104 bytes on every system
_LOG_TAIL_LINES = 12
_OPTIONS = (
    "--skip-networking",
    "--skip-log-bin",
    "--skip-name-resolve",
    "--sql-mode=",
    "--character-set-server=utf8mb4",
    "--collation-server=utf8mb4_general_ci",
    "--default-time-zone=+00:00",
    "--local-infile=ON",
    "--performance-schema=OFF",
    "--max-allowed-packet=256M",
    "--innodb-buffer-pool-size=256M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one private server keeps its files."""

    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def temporary(self) -> Path:
        """Its own, for names in a folder that servers share have met."""
        return self.home / "tmp"

    @property
    def error_log(self) -> Path:
        return self.home / "error.log"

    @property
    def install_log(self) -> Path:
        return self.home / "install.log"

    @property
    def lock(self) -> Path:
        return self.home / "server.lock"

    @property
    def processes(self) -> Path:
        """Locked by the server's own processes while any of them lives."""
        return self.home / "processes.lock"

    @property
    def socket_note(self) -> Path:
        """Holds the socket's path while a server runs, for processes that share it."""
        return self.home / "socket"

    @property
    def installed(self) -> Path:
        """Exists once the system tables are complete."""
        return self.home / "installed"


@contextmanager
def private_mariadb(
    data_home: Path,
    *,
    database: str = "crm",
    options: Sequence[str] = (),
    timeout_seconds: float = 60.0,
    sleep: Sleep = time.sleep,
) -> Iterator[str]:
    """Yield the URL of a private server's database; the server stops when the block ends.

    Where another process runs the server of this folder, that one is shared and left running.
    A data folder whose installation was cut short is made anew; one whose server was killed
    recovers by itself.

    Args:
        data_home: Folder of the server's files; made where missing.
        database: Database to make where missing (utf8mb4_general_ci).
        options: More options of the server program; they win over the usual ones.
        timeout_seconds: How long the server may take until it answers.
        sleep: How to wait between tries.

    Raises:
        DemoError: No MariaDB, or it did not start; ends with the last lines of its error log.
    """
    place = _Place(data_home.absolute())
    place.home.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if _take_lock(place, stack):
            path = _start(place, stack, options, timeout_seconds, sleep)
        else:
            path = _shared_socket(place, timeout_seconds, sleep)
        _make_database(path, database)
        yield private_url(path, database)


def is_served(data_home: Path) -> bool:
    """Return whether a process runs the server of this folder now."""
    place = _Place(data_home.absolute())
    if not place.lock.exists():
        return False
    with ExitStack() as stack:
        return not _take_lock(place, stack)


def end_former_server(data_home: Path) -> None:
    """End what a killed process left running in this folder, before its files are removed.

    Raises:
        DemoError: It can't be ended; names the command that does.
    """
    end_former(_Place(data_home.absolute()).processes, patience=_STOP_SECONDS)


def _take_lock(place: _Place, stack: ExitStack) -> bool:
    """Return whether we run this folder's server from now on, until the block ends."""
    handle: IO[str] = stack.enter_context(place.lock.open("w", encoding="utf-8"))
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start(
    place: _Place,
    stack: ExitStack,
    options: Sequence[str],
    timeout_seconds: float,
    sleep: Sleep,
) -> Path:
    programs = ensure_programs()
    end_former(place.processes, patience=_STOP_SECONDS, sleep=sleep)
    _make_temporary(place)
    if not place.installed.exists():
        _install_system_tables(programs, place)
    folder = Path(tempfile.mkdtemp(prefix="suitehouse-", dir=_short_temp_folder()))
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "s.sock"
    server = stack.enter_context(_running(programs, place, path, options))
    _wait_until_ready(server.process, path, place, timeout_seconds=timeout_seconds, sleep=sleep)
    server.be_patient(_STOP_SECONDS)
    place.socket_note.write_text(str(path), encoding="utf-8")
    stack.callback(place.socket_note.unlink, missing_ok=True)
    return path


def _short_temp_folder() -> str:
    folder = tempfile.gettempdir()
    return folder if len(folder) <= _LONGEST_TEMP_FOLDER else "/tmp"  # noqa: S108 - mkdtemp makes it private


def _make_temporary(place: _Place) -> None:
    """Make the server's folder for temporary files, without what a killed one left there."""
    shutil.rmtree(place.temporary, ignore_errors=True)
    place.temporary.mkdir(mode=0o700)


def _install_system_tables(programs: Programs, place: _Place) -> None:
    shutil.rmtree(place.data, ignore_errors=True)
    command = [
        str(programs.installer),
        "--no-defaults",
        "--datadir=./data",  # the script breaks a longer path at its spaces
        "--tmpdir=../tmp",  # as seen from the data, where the server goes
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--skip-name-resolve",
        *_user_option(),
    ]
    with (
        place.install_log.open("wb") as log,
        watched(command, lock=place.processes, patience=0, output=log, cwd=place.home) as run,
    ):
        status = run.process.wait()
    if status != 0:
        name = programs.installer.name
        raise DemoError(f"{name} failed on {place.data}. {_log_tail(place.install_log)}")
    place.installed.touch()


def _user_option() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


def _running(
    programs: Programs, place: _Place, socket_path: Path, options: Sequence[str]
) -> AbstractContextManager[Watched]:
    place.error_log.unlink(missing_ok=True)
    command = [
        str(programs.server),
        "--no-defaults",
        f"--datadir={place.data}",
        f"--tmpdir={place.temporary}",
        f"--socket={socket_path}",
        f"--pid-file={place.data / 'server.pid'}",
        f"--log-error={place.error_log}",
        *_user_option(),
        *_OPTIONS,
        *options,
    ]
    return watched(
        command,
        lock=place.processes,
        patience=_STOP_WHILE_STARTING_SECONDS,
        folder=socket_path.parent,
    )


def _wait_until_ready(
    server: subprocess.Popen[bytes],
    socket_path: Path,
    place: _Place,
    *,
    timeout_seconds: float,
    sleep: Sleep,
) -> None:
    for _ in range(max(1, int(timeout_seconds / _POLL_SECONDS))):
        if server.poll() is not None:
            raise DemoError(
                f"The private MariaDB stopped while starting. {_log_tail(place.error_log)}"
            )
        if _answers(socket_path):
            return
        sleep(_POLL_SECONDS)
    tail = _log_tail(place.error_log)
    raise DemoError(f"The private MariaDB did not answer within {timeout_seconds:g} s. {tail}")


def _answers(path: Path) -> bool:
    """Return whether a server greets us there; a failed try of PyMySQL would leak its socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, suppress(OSError):
        probe.settimeout(_GREETING_SECONDS)
        probe.connect(str(path))
        return bool(probe.recv(1))
    return False


def _shared_socket(place: _Place, timeout_seconds: float, sleep: Sleep) -> Path:
    """Return the socket of the server that another process runs here, waiting while it starts."""
    for _ in range(max(1, int(timeout_seconds / _POLL_SECONDS))):
        with suppress(FileNotFoundError):
            path = Path(place.socket_note.read_text(encoding="utf-8"))
            if _answers(path):
                return path
        sleep(_POLL_SECONDS)
    raise DemoError(f"Another process holds {place.lock} but its server does not answer.")


def _make_database(socket_path: Path, database: str) -> None:
    quoted = database.replace("`", "``")
    with connect(private_url(socket_path, "")) as connection, connection.cursor() as cursor:
        cursor.execute(
            f"create database if not exists `{quoted}` "
            "character set utf8mb4 collate utf8mb4_general_ci"
        )


def _log_tail(log: Path) -> str:
    if not log.exists():
        return f"It wrote no log ({log})."
    printed = log.read_text(encoding="utf-8", errors="replace")
    last = "\n".join(printed.strip().splitlines()[-_LOG_TAIL_LINES:])
    return f"Last lines of {log}:\n{last}"
