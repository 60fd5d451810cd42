"""A foreign error that only means that a disk is full or may not be written, as one of ours."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from suitehouse.errors import ConfigurationError, DiskFullError, SuitehouseError

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)
_FORBIDDEN: Final = (errno.EROFS, errno.EACCES)
# SQLite says no more than "disk I/O error" where its shared memory finds no room.
_NO_ROOM_BYTES: Final = 1 << 20


def disk_error(error: BaseException, home: Path) -> SuitehouseError | None:
    """Return the error of our tree where a full or forbidden disk is behind an error, else None."""
    for each in _chain(error):
        if _is_full(each, home):
            return DiskFullError(
                f"The disk of {home} is full; nothing of the step that failed was kept. "
                "Make room there, then run again."
            )
        if _is_forbidden(each):
            return ConfigurationError(_not_writable(each, home))
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and those that it came from, also where they are not shown."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _is_full(error: BaseException, home: Path) -> bool:
    if isinstance(error, sqlite3.Error):
        text = str(error).lower()
        return "disk is full" in text or ("disk i/o error" in text and _has_no_room(home))
    return isinstance(error, OSError) and error.errno in _FULL


def _is_forbidden(error: BaseException) -> bool:
    if isinstance(error, sqlite3.Error):
        return "readonly" in str(error).lower()
    return isinstance(error, OSError) and error.errno in _FORBIDDEN


def _has_no_room(home: Path) -> bool:
    try:
        return shutil.disk_usage(home).free < _NO_ROOM_BYTES
    except OSError:
        return False


def _not_writable(error: BaseException, home: Path) -> str:
    place = Path(error.filename) if isinstance(error, OSError) and error.filename else home
    if place.absolute().is_relative_to(home.absolute()):
        return f"The folder {home} cannot be written; set SUITEHOUSE_HOME to one that can."
    return f"{place} may not be used by this user; give it the right to, then run again."
