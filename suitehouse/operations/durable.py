"""Files that are whole and on the disk once the call returns."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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


def write_together(files: Mapping[Path, str | None]) -> None:
    """Write all these files and remove those without content, or leave each as it was.

    Their folders are made.

    Raises:
        OSError: A file cannot be written; it bears that file's name.
    """
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    try:
        for path, content in files.items():
            _draft(path, content)
        for path, content in files.items():
            _swap(path, content)
    except BaseException:
        for path, former in before.items():
            _restore(path, former)
        raise


def _draft_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _draft(path: Path, content: str | None) -> None:
    if content is None:
        return
    with _named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _draft_of(path).write_bytes(content.encode())
        flush(_draft_of(path))


def _swap(path: Path, content: str | None) -> None:
    with _named(path):
        if content is None:
            path.unlink(missing_ok=True)
        else:
            _draft_of(path).replace(path)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let what fails bear the name of the file that was meant, not of its draft or folder."""
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise


def _restore(path: Path, content: bytes | None) -> None:
    """Put a file back as it was; one that was not touched is not touched now."""
    if _draft_of(path).is_file():
        _draft_of(path).unlink()
    if content is None:
        if path.is_file():
            path.unlink()
    elif not path.is_file() or path.read_bytes() != content:
        path.write_bytes(content)
