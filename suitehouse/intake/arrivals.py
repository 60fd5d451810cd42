"""Whether new exports lie in a folder, all of them written to the end.

Nobody says when a file is complete, so a set of files counts as settled when two looks at it find
the same names, sizes and times. What is new is decided by content: a copy of what was there is not.
"""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from suitehouse.intake.folder import export_paths

NO_FILES: Final = "There are no export files."
UNCHANGED: Final = "The export files have not changed."
UNSETTLED: Final = (
    "Export files have come, gone or grown since the last look; they may not be complete."
)
SAME_CONTENT: Final = "The export files were touched, but hold what they held."


@dataclass(frozen=True, slots=True)
class Watch:
    """What a look has to know of those before.

    Attributes:
        seen: Outline of the files at the last look.
        settled: Outline of the files that were last found settled.
        content: Digest of their names and contents.
    """

    seen: str = ""
    settled: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the folder found.

    Attributes:
        watch: What the next look has to know.
        content: Digest of a settled set with other content than the last one; else empty.
        reason: Why there is none, in a sentence.
    """

    watch: Watch
    content: str = ""
    reason: str = ""


def look(folder: Path, last: Watch) -> Look:
    """Return whether the folder holds a new set of files that no one is still writing.

    Contents are only read where names, sizes or times differ from those of the last settled set.

    Raises:
        ConfigurationError: The folder cannot be listed.
    """
    paths = export_paths(folder)
    if not paths:
        return Look(replace(last, seen=""), reason=NO_FILES)
    outline = _outline(paths)
    if outline == last.settled:
        return Look(replace(last, seen=outline), reason=UNCHANGED)
    if outline != last.seen:
        return Look(replace(last, seen=outline), reason=UNSETTLED)
    content = _content(paths)
    if _outline(export_paths(folder)) != outline:
        return Look(replace(last, seen=""), reason=UNSETTLED)
    watch = Watch(seen=outline, settled=outline, content=content)
    if content == last.content:
        return Look(watch, reason=SAME_CONTENT)
    return Look(watch, content)


def _outline(paths: Sequence[Path]) -> str:
    """A digest that changes with whatever is written; no file is opened for it."""
    return _digest(part for path in paths for part in (path.name, _state(path)))


def _content(paths: Sequence[Path]) -> str:
    return _digest(part for path in paths for part in (path.name, _sha256(path)))


def _state(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:  # gone meanwhile, or a link that leads nowhere
        return ""
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}"


def _sha256(path: Path) -> str:
    """The digest of a file; empty of what cannot be read, which reconciliation sets aside."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe would be to wait for its writer
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _digest(parts: Iterable[str]) -> str:
    """Of texts of any length and letters, so that no two lists of them are written alike."""
    whole = hashlib.sha256()
    for part in parts:
        raw = part.encode("utf-8", "surrogateescape")
        whole.update(f"{len(raw)} ".encode() + raw)
    return whole.hexdigest()
