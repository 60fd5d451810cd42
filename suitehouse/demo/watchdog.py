"""Programs that never outlive us: a watchdog ends their whole process group once we are gone.

The watchdog reads a pipe whose other end is ours alone. However we end, the pipe closes, so ending
a group in an orderly way and being killed are one path. The group also holds a file's lock, which
tells for certain whether any of it still lives, where process ids may have been given anew.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from suitehouse.errors import DemoError

Sleep = Callable[[float], None]

_POLL_SECONDS = 0.05
_SLACK_SECONDS = 10  # how long killed programs may take to be gone
# $1 group, $2 folder to remove or "", $3 seconds from SIGTERM to SIGKILL; each line read renews $3.
# SIGTERM is sent again each second: MariaDB loses one that comes while it starts.
_WATCHDOG = f"""
patience=$3
while read -r line; do patience=$line; done
ticks=0
while kill -s 0 -- "-$1" && [ $((ticks / 10)) -lt $((patience + {_SLACK_SECONDS})) ]; do
  if [ $((ticks / 10)) -ge "$patience" ]; then kill -s KILL -- "-$1"
  elif [ $((ticks % 10)) -eq 0 ]; then kill -s TERM -- "-$1"
  fi
  sleep 0.1
  ticks=$((ticks + 1))
done 2>/dev/null
[ -z "$2" ] || rm -rf -- "$2"
"""
# Waits for our word, so that the program starts only once its watchdog does, or never.
_LATCH = 'read -r _ && exec "$@" </dev/null'


@dataclass(frozen=True, slots=True)
class Watched:
    """A running program and the pipe to its watchdog."""

    process: subprocess.Popen[bytes]
    _pipe: IO[bytes]

    def be_patient(self, seconds: int) -> None:
        """Give the program this long to end by itself, from now on."""
        self._pipe.write(b"%d\n" % seconds)
        self._pipe.flush()


@contextmanager
def watched(
    command: Sequence[str],
    *,
    lock: Path,
    patience: int,
    output: IO[Any] | int = subprocess.DEVNULL,
    folder: Path | None = None,
    cwd: Path | None = None,
) -> Iterator[Watched]:
    """Run a program until the block ends; however it or we end, none of its processes stay.

    Args:
        command: Program and arguments.
        lock: File that its processes lock while they live; `end_former` looks there.
        patience: Seconds from SIGTERM to SIGKILL; 0 is SIGKILL at once.
        output: Where it prints.
        folder: Removed after its end.
        cwd: Its working directory.
    """
    with lock.open("w", encoding="ascii") as note:
        fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        process = subprocess.Popen(  # noqa: S603
            ["/bin/sh", "-c", _LATCH, "suitehouse-latch", *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C in the terminal reaches us only
            pass_fds=(note.fileno(),),
            cwd=cwd,
        )
        note.write(str(process.pid))
    with _watchdog(process, patience, folder) as pipe:
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        process.stdin.write(b"\n")
        process.stdin.close()
        yield Watched(process, pipe)


@contextmanager
def _watchdog(
    process: subprocess.Popen[bytes], patience: int, folder: Path | None
) -> Iterator[IO[bytes]]:
    script = ["/bin/sh", "-c", _WATCHDOG, "suitehouse-watchdog"]
    watchdog = subprocess.Popen(  # noqa: S603
        [*script, str(process.pid), str(folder or ""), str(patience)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    assert watchdog.stdin is not None  # noqa: S101 - it is a pipe
    try:
        yield watchdog.stdin
    finally:
        if watchdog.poll() is not None and process.poll() is None:  # somebody killed the watchdog
            os.killpg(process.pid, signal.SIGKILL)
        with suppress(BrokenPipeError):
            watchdog.stdin.close()
        process.wait()  # reaped at once, or the watchdog would see it alive
        watchdog.wait()


def end_former(lock: Path, *, patience: int, sleep: Sleep = time.sleep) -> None:
    """End what a killed process of ours left behind; its watchdog is doing so unless killed too.

    Raises:
        DemoError: It can't be ended; names the command that does.
    """
    for tick in range(int((patience + _SLACK_SECONDS) / _POLL_SECONDS)):
        if not _is_held(lock):
            return
        seconds, is_full = divmod(tick, int(1 / _POLL_SECONDS))
        if is_full == 0:
            _signal_group(lock, signal.SIGKILL if seconds >= patience else signal.SIGTERM)
        sleep(_POLL_SECONDS)
    if _is_held(lock):
        raise DemoError(
            f"A former demo server still runs in {lock.parent}. End it with "
            f"'kill -9 -{_group(lock)}', then try again."
        )


def _is_held(lock: Path) -> bool:
    if not lock.exists():
        return False
    with lock.open("r+", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _group(lock: Path) -> int | None:
    text = lock.read_text(encoding="ascii")
    return int(text) if text.isdigit() else None


def _signal_group(lock: Path, number: signal.Signals) -> None:
    # The lock is held, so the group lives and its id is nobody else's.
    if group := _group(lock):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
