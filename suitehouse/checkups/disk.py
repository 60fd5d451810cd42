"""Room on the disk: a pass writes beside what is there, and publishing copies the warehouse."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from suitehouse.doctor import Examination, Finding, Level

_SUBJECT = "disk"
_REMEDY = "make room there or set SUITEHOUSE_HOME to another disk"
_GIB = 1 << 30
# Besides a copy of the warehouse: spilling, logs, reports.
RESERVE_BYTES = _GIB


def disk(examination: Examination) -> Iterator[Finding]:
    """Yield whether there is room for the next pass."""
    home = examination.settings.home.absolute()
    folder = next(each for each in (home, *home.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    path = examination.settings.warehouse_path
    needed = RESERVE_BYTES + 2 * (path.stat().st_size if path.exists() else 0)
    message = f"{free / _GIB:.1f} GiB are free at {folder}, {needed / _GIB:.1f} GiB are advisable"
    yield Finding(_level(free, needed), _SUBJECT, message, "" if free >= needed else _REMEDY)


def _level(free: int, needed: int) -> Level:
    if free >= needed:
        return "ok"
    return "fail" if free < needed / 4 else "warn"
