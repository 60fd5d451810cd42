"""The warehouse: that it opens, or can be made."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from suitehouse.doctor import Examination, Finding
from suitehouse.errors import BusyError
from suitehouse.warehouses.opening import is_there, open_configured, writer_path

_SUBJECT = "warehouse"


def warehouse(examination: Examination) -> Iterator[Finding]:
    """Yield whether the warehouse can be read and written."""
    settings = examination.settings
    path = writer_path(settings)
    if not is_there(settings):
        yield _can_be_made(path)
        return
    try:
        open_configured(settings, access="read").close()
    except BusyError as error:
        yield Finding("warn", _SUBJECT, str(error))
        return
    yield Finding("ok", _SUBJECT, f"{path} opens")
    if not os.access(path, os.W_OK):
        yield _unwritable(path)


def _can_be_made(path: Path) -> Finding:
    folder = next(each for each in path.absolute().parents if each.exists())
    if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
        return Finding("ok", _SUBJECT, f"none yet; it will be made at {path}")
    return _unwritable(folder)


def _unwritable(path: Path) -> Finding:
    return Finding(
        "fail",
        _SUBJECT,
        f"{path} cannot be written by this user",
        "change its owner, or set SUITEHOUSE_HOME to a folder of this user",
    )
