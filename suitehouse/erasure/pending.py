"""An erasure that has begun: what is needed to end it, however often it is broken off.

The note is written before the first row is emptied, since afterwards nothing else knows what to
look for, and removed at the end. It holds tokens, so only its owner may read it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from suitehouse.erasure.certificate import FilePieces
from suitehouse.errors import ConfigurationError
from suitehouse.operations.durable import write_private
from suitehouse.warehouses._erasure_store import Keys

_SUFFIX: Final = ".pending.json"


class Pending(BaseModel):
    """What an erasure is about: whom, since when, what it found, and what it looks for in files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    erasure_id: str
    subject: str
    requested_at: datetime
    own: Keys
    kept: Keys
    emptied: tuple[FilePieces, ...]
    tokens: frozenset[str]
    shared: frozenset[str]
    inputs: tuple[str, ...]


def save_pending(pending: Pending, folder: Path) -> None:
    """Write the note, on the disk before this returns."""
    write_private(pending_path(pending.erasure_id, folder), pending.model_dump_json())


def pending_in(folder: Path) -> Iterator[Pending]:
    """Yield the erasures that were broken off.

    Raises:
        ConfigurationError: A note is not as it was written.
    """
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            yield Pending.model_validate_json(path.read_text(encoding="utf-8"))
        except ValidationError as error:
            raise ConfigurationError(
                f"{path}: not a note of an erasure as this version writes it; end that erasure "
                "with the version that began it, or move the file away and erase the person again."
            ) from error


def forget_pending(erasure_id: str, folder: Path) -> None:
    """Remove the note."""
    pending_path(erasure_id, folder).unlink(missing_ok=True)


def pending_path(erasure_id: str, folder: Path) -> Path:
    """Where the note of an erasure is."""
    return folder / f"{erasure_id}{_SUFFIX}"
