"""A file that is gone through several times, and has to be the same file each time.

Somebody may write, replace or remove it meanwhile. Then the rows are not those of the digest, or
of no file that ever was, so nothing of it may count.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from suitehouse.errors import ExportError
from suitehouse.tabular.text import Opener

_CHECK: Final = "Check that suitehouse may read it."
_PUT_BACK: Final = "Put it there again, or go on without it."
_WAIT: Final = "Wait until it is written to its end, then run again."


def opener_of(path: Path, name: str) -> Opener:
    """Return what opens a file, once it is clear that it can be.

    Raises:
        ExportError: It is gone, no regular file, or cannot be opened.
    """
    if os.path.lexists(path) and not _is_regular(path):
        remedy = "Put the file itself there, or remove it."
        raise ExportError(name, "is not a regular file", remedy=remedy)
    try:
        path.open("rb").close()
    except OSError as error:
        raise _unread(name, error, "cannot be opened") from error
    return lambda: path.open("rb")


def sha256_of(name: str, opener: Opener) -> str:
    """Return the digest of a file as it is now.

    Raises:
        ExportError: It is gone, or cannot be read to its end.
    """
    try:
        with opener() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unread(name, error) from error


@contextmanager
def unchanged(name: str, opener: Opener, sha256: str) -> Iterator[None]:
    """Let what is read of a file within the block count only if the file stays what it was.

    Raises:
        ExportError: It was changed or removed meanwhile, or cannot be read to its end.
    """
    try:
        yield
    except Exception as error:
        # The first half of one content and the second of another may fail in any way.
        _refuse_change(name, opener, sha256, error)
        if isinstance(error, OSError):
            raise _unread(name, error) from error
        raise
    _refuse_change(name, opener, sha256)


def _refuse_change(name: str, opener: Opener, sha256: str, cause: Exception | None = None) -> None:
    if sha256_of(name, opener) != sha256:
        raise ExportError(name, "changed while it was read", remedy=_WAIT) from cause


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:  # a loop leads nowhere
        return False


def _unread(name: str, error: OSError, reason: str = "cannot be read to its end") -> ExportError:
    if isinstance(error, FileNotFoundError):
        return ExportError(name, "was removed while the exports were read", remedy=_PUT_BACK)
    return ExportError(name, reason, remedy=_CHECK)
