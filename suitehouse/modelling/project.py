"""The dbt project on disk: where it is, a fingerprint of what it says, and its manifest.

The manifest is made when the project changed, never when definitions are imported: importing reads
one JSON file and starts nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from suitehouse import quality
from suitehouse.errors import LayoutError

PROJECT_FOLDER = Path(__file__).parents[2] / "warehouse_models"

QUALITY_FOLDER = Path(quality.__file__).parent

_SOURCES = ("models", "macros", "tests", "snapshots", "seeds")
_SUFFIXES = {".sql", ".yml", ".yaml", ".csv", ".md"}


def manifest_path(folder: Path = PROJECT_FOLDER) -> Path:
    """Where dbt leaves the manifest that the asset graph is made of."""
    return folder / "target" / "manifest.json"


def load_manifest(folder: Path = PROJECT_FOLDER) -> Mapping[str, Any]:
    """Return the project's manifest.

    Raises:
        LayoutError: There is none yet; says what makes it.
    """
    path = manifest_path(folder)
    try:
        manifest: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LayoutError(
            f"{path} is missing; make it with 'python -m suitehouse.modelling'."
        ) from None
    return manifest


def fingerprint(folder: Path = PROJECT_FOLDER) -> str:
    """Return a digest of every file that can change what dbt builds."""
    digest = hashlib.sha256()
    for path in sorted(_files(folder)):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def build_fingerprint(
    base_currency: str, *, folder: Path = PROJECT_FOLDER, suites: Path = QUALITY_FOLDER
) -> str:
    """Return a digest of all that makes a build good: the project, its variables and the suites."""
    digest = hashlib.sha256(f"{fingerprint(folder)} {base_currency}".encode())
    for path in sorted([*suites.glob("expectations.py"), *(suites / "suites").glob("*.py")]):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_current(now: str, folder: Path = PROJECT_FOLDER) -> bool:
    """Whether the manifest was made of files with this fingerprint."""
    if not (manifest_path(folder).exists() and _stamp(folder).exists()):
        return False
    return _stamp(folder).read_text(encoding="utf-8") == now


def stamp_manifest(now: str, folder: Path = PROJECT_FOLDER) -> None:
    """Note beside the manifest which files it was made of."""
    _stamp(folder).write_text(now, encoding="utf-8")


def _stamp(folder: Path) -> Path:
    return folder / "target" / "manifest.fingerprint"


def _files(folder: Path) -> Iterator[Path]:
    yield from (path for path in folder.glob("*.yml") if not path.name.startswith("."))
    for source in _SOURCES:
        yield from (path for path in (folder / source).rglob("*") if path.suffix in _SUFFIXES)
