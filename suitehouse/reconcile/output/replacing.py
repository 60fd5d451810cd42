"""Files that belong together, put into a folder so that a reader can tell whether they all do.

No file system replaces several files at once, and a run may be killed between two of them. So one
run at a time writes into a folder, and its last file is a seal with the digests of all others: as
long as one of them is another run's, it is not what the seal says.
"""

from __future__ import annotations

import errno
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from suitehouse.operations.lock import folder_lock

_DRAFT: Final = ".draft-"


@dataclass(frozen=True, slots=True)
class Seal:
    """The file that comes last.

    Attributes:
        text: Makes its text of the SHA-256 of each other file, by name.
    """

    name: str
    text: Callable[[Mapping[str, str]], str]


def replace_together(out: Path, contents: Mapping[str, Iterable[str]], seal: Seal) -> None:
    """Write files and their seal into a folder, which is made; each file is replaced at once.

    Everything is made before anything is replaced, so a failure leaves the former files alone. A
    second run into the folder waits for the first. What killed runs have left is swept away.

    Raises:
        OSError: The folder cannot be written.
    """
    out.mkdir(parents=True, exist_ok=True)
    names = [*contents, seal.name]
    with folder_lock(out):
        _sweep(out, names)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=out))
        try:
            digests = {name: _write(draft / name, text) for name, text in contents.items()}
            _write(draft / seal.name, [seal.text(digests)])
            _replace(draft, out, names)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _write(path: Path, pieces: Iterable[str]) -> str:
    """Write a file; return its digest."""
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for raw in (piece.encode() for piece in pieces):
            file.write(raw)
            digest.update(raw)
    return digest.hexdigest()


def _replace(draft: Path, out: Path, names: Iterable[str]) -> None:
    for name in names:
        if (out / name).is_dir():  # found before the first file is another
            raise IsADirectoryError(errno.EISDIR, "a folder is in the way", name)
    for name in names:
        (draft / name).replace(out / name)


def _sweep(out: Path, names: Iterable[str]) -> None:
    """Remove the drafts of runs that were killed; whoever holds the folder, all others are dead.

    A folder that holds anything else is somebody's own, whatever its name.
    """
    for path in out.glob(f"{_DRAFT}*"):
        if path.is_dir() and not path.is_symlink():
            held = {inner.name for inner in path.iterdir()}
            if held.issubset(names):
                shutil.rmtree(path)
