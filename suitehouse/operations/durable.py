"""Files that are whole and on the disk once the call returns."""

from __future__ import annotations

import os
from pathlib import Path

from suitehouse.operations.private_files import private_files


def flush(path: Path) -> None:
    """Have a file or folder on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_private(path: Path, content: str) -> None:
    """Write a file whole or not at all, readable by its owner alone; its folder is made."""
    fresh = path.with_name(f".{path.name}.new")
    with private_files():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(content, encoding="utf-8")
    flush(fresh)
    fresh.replace(path)
