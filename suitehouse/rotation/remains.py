"""Files of a home in which tokens of a former key are left: reports, logs, pages.

The warehouse and the published snapshot are not looked at: they are replaced whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from suitehouse.privacy.canaries import find_in_tree

# Made from the warehouse, so that they can be made again.
_MADE: Final = ("recon", "quality", "dbt", "published")
_SOURCE: Final = Path("demo") / "mariadb"


@dataclass(frozen=True, slots=True)
class Remains:
    """What holds tokens of former keys: `made` can be made again, `foreign` is somebody's own.

    `made` are whole folders where a file of them is one of several that belong together.
    """

    made: tuple[Path, ...]
    foreign: tuple[Path, ...]


def find_remains(home: Path, key_ids: Collection[str], *, skip: Iterable[Path]) -> Remains:
    """Return the files of a home that hold a token of these keys.

    Args:
        home: The folder to search.
        key_ids: The ids of keys that were replaced, or are about to be.
        skip: Files and folders that are replaced whole.
    """
    needles = [f":{key_id}:" for key_id in key_ids]
    found = find_in_tree(home, needles, skip=[*skip, home / _SOURCE]) if home.is_dir() else ()
    paths = {finding.path for finding in found if finding.needle}
    made = {_unit(home, path) for path in paths if _is_made(home, path)}
    return Remains(tuple(sorted(made)), tuple(sorted(p for p in paths if not _is_made(home, p))))


def remove(paths: Iterable[Path]) -> None:
    """Remove files and folders."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _is_made(home: Path, path: Path) -> bool:
    return path.relative_to(home).parts[0] in _MADE


def _unit(home: Path, path: Path) -> Path:
    """The report that a file is of, `recon/<period>`; else the file itself."""
    parts = path.relative_to(home).parts
    return home.joinpath(*parts[:2]) if parts[0] == "recon" and len(parts) > 2 else path  # noqa: PLR2004 - deeper than recon/<period>
