"""One process measured from outside: wall, CPU and memory of it and the children it waited for, and
the CPU that the server spent meanwhile. Linux only: it reads /proc.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TAIL_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took.

    Attributes:
        peak_rss_mb: Of the largest single process of the run.
        load: The machine's load average over the minute before.
        failure: Why it does not count, or empty.
    """

    seconds: float
    client_cpu_seconds: float
    server_cpu_seconds: float
    peak_rss_mb: float
    load: float
    failure: str = ""


def measure(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    server_pid: int,
    limit_seconds: float,
) -> Cost:
    """Run a command in a folder and return what it took; it is killed at the limit."""
    load = os.getloadavg()[0]
    server_before = _cpu_seconds(server_pid)
    log = folder.with_suffix(".log")
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        alarm = threading.Timer(limit_seconds, os.killpg, (process.pid, signal.SIGKILL))
        alarm.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        alarm.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        seconds=round(seconds, 3),
        client_cpu_seconds=round(usage.ru_utime + usage.ru_stime, 3),
        server_cpu_seconds=round(_cpu_seconds(server_pid) - server_before, 3),
        peak_rss_mb=round(usage.ru_maxrss / 1024, 1),
        load=round(load, 2),
        failure=_tail(log) if process.returncode else "",
    )


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _tail(log: Path) -> str:
    printed = log.read_text(encoding="utf-8", errors="replace").strip()
    return printed[-_TAIL_CHARACTERS:] or "it failed without a word"
