"""One writer at a time: the kernel releases the lock file when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from suitehouse.errors import BusyError, ConfigurationError

LOCK_FILE = "writer.lock"


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Hold the writer's lock of a home folder for the length of the block.

    Raises:
        BusyError: Another process holds it; the message says which.
        ConfigurationError: The home folder cannot be written.
    """
    path = home / LOCK_FILE
    try:
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(
            f"The folder {home} cannot be written; set SUITEHOUSE_HOME to one that can."
        ) from error
    with os.fdopen(handle, "r+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(_held(path, file.read())) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Hold a folder for the length of the block; wait for whoever holds it.

    The folder itself is locked, so that nothing is left in it.

    Raises:
        OSError: The folder cannot be opened.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _held(path: Path, holder: str) -> str:
    process = f"process {holder.strip()}" if holder.strip().isdigit() else "another process"
    return f"Another run holds {path} ({process}); wait until it has ended, then run again."
