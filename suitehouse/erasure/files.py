"""The person's tokens in the files of a home: found in every spelling, replaced where that is safe.

Text and the members of archives are written anew with `<class>:erased` in place of a token.
Databases and whatever else is packed are left alone and named, for the user to decide.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from suitehouse.operations.durable import flush
from suitehouse.operations.private_files import private_files
from suitehouse.privacy.canaries import find_in_tree
from suitehouse.privacy.unpacking import OpenDatabase, open_plain

_ZIP: Final = b"PK\x03\x04"
_DOMAIN: Final = r"(?:@[\w.-]+)?"
# What the CRM and other systems gave is not ours to change, and holds no tokens.
INPUTS: Final = ("demo", "exports")


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that holds something of the person; `path` is within the home.

    `is_text` says that it can be written anew.
    """

    path: str
    is_text: bool


def files_with(
    home: Path,
    needles: Iterable[str],
    *,
    skip: Iterable[Path] = (),
    open_database: OpenDatabase = open_plain,
) -> tuple[FoundFile, ...]:
    """Return the files under a home that hold one of the needles, in their order."""
    wanted = tuple(needles)
    if not wanted or not home.is_dir():
        return ()
    found = find_in_tree(home, wanted, skip=skip, open_database=open_database)
    paths = sorted({each.path for each in found if each.needle})
    return tuple(FoundFile(str(path.relative_to(home)), _is_text(path)) for path in paths)


def replace_tokens(home: Path, file: FoundFile, tokens: Iterable[str]) -> bool:
    """Write a file anew without the tokens; return whether it was. Twice is the same as once."""
    pattern = _pattern(tokens)
    return pattern is not None and file.is_text and _rewrite(home / file.path, pattern)


def needles_of(tokens: Iterable[str]) -> tuple[str, ...]:
    """Return what to look for: tokens without the domain behind them."""
    return tuple(sorted({token.partition("@")[0] for token in tokens}))


def _pattern(tokens: Iterable[str]) -> re.Pattern[bytes] | None:
    cores = [re.escape(each) for each in needles_of(tokens)]
    if not cores:
        return None
    return re.compile(f"(?:{'|'.join(cores)}){_DOMAIN}".encode("ascii"), re.IGNORECASE)


def _is_text(path: Path) -> bool:
    content = path.read_bytes()
    if content.startswith(_ZIP):
        return True
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _rewrite(path: Path, pattern: re.Pattern[bytes]) -> bool:
    fresh = path.with_name(f".{path.name}.erasing")
    before = path.read_bytes()
    with private_files():
        if before.startswith(_ZIP):
            changed = _rewrite_archive(path, fresh, pattern)
        else:
            after = pattern.sub(_erased, before)
            changed = after != before
            fresh.write_bytes(after)
    if changed:
        fresh.chmod(path.stat().st_mode & 0o777)
        flush(fresh)
        fresh.replace(path)
    fresh.unlink(missing_ok=True)
    return changed


def _rewrite_archive(path: Path, fresh: Path, pattern: re.Pattern[bytes]) -> bool:
    changed = False
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(fresh, "w") as new:
        for member, content in _members(old):
            after = pattern.sub(_erased, content)
            changed = changed or after != content
            new.writestr(member, after)
    return changed


def _members(archive: zipfile.ZipFile) -> Iterator[tuple[zipfile.ZipInfo, bytes]]:
    for member in archive.infolist():
        yield member, archive.read(member)


def _erased(found: re.Match[bytes]) -> bytes:
    return found[0].partition(b":")[0] + b":erased"
