"""The file that a key is in: nobody else may read it."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from suitehouse.doctor import Finding

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


def open_to_others(reference: str, subject: str) -> Iterator[Finding]:
    """Yield a warning where others may read the file that a secret reference names, if it does."""
    scheme, _, place = reference.partition(":")
    path = Path(place).expanduser()
    if scheme == "file" and path.stat().st_mode & _OTHERS:
        yield Finding("warn", subject, f"{path} is open to other users", f"run: chmod 600 {path}")
