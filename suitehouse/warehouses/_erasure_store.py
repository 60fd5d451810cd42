"""What an erasure needs of a warehouse, and the values in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from suitehouse.privacy.erasure_rules import Scope, Suppression, TableRules
from suitehouse.warehouses.protocol import LandingTable

Keys = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ErasureOrder:
    """A person to erase.

    `own` are the keys of the person's records by table, `kept` those of records that stay and lose
    their personal columns; both in lower case. `subject` is a keyed mark of who it is, and tells
    nothing to whoever lacks the key.
    """

    erasure_id: str
    subject: str
    requested_at: datetime
    own: Keys
    kept: Keys
    rules: Mapping[str, TableRules]
    tables: Mapping[str, LandingTable]


@dataclass(frozen=True, slots=True)
class Piece:
    """What an erasure empties, or has emptied, in one table, in one scope."""

    schema: str
    table: str
    scope: Scope
    rows: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What an erasure finds in one file of a warehouse.

    `tokens` are those of the person that nobody else's rows hold, `shared` the others; `kept` are
    the keys of all records that stay.
    """

    pieces: tuple[Piece, ...]
    tokens: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    kept: Keys = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ErasureNote:
    """A row of `ops.erasures`; `completed_at` is None until nothing is left to do."""

    erasure_id: str
    subject: str
    requested_at: datetime
    applied_at: datetime
    completed_at: datetime | None
    tables: int
    rows: int
    columns: int
    files: int
    certificate: str | None


class ErasureStore(Protocol):
    """Finds and erases a person in a warehouse."""

    def find(self, order: ErasureOrder) -> Findings:
        """Return what an erasure would empty; nothing is written."""

    def erase(self, order: ErasureOrder, at: datetime) -> Findings:
        """Empty it, and note the suppressions and the erasure, all in one transaction."""

    def find_in_copy(self, copy: Path, order: ErasureOrder) -> Findings:
        """Return what an erasure would empty in a published copy; nothing is written."""

    def erase_copy(self, copy: Path, order: ErasureOrder, at: datetime) -> None:
        """Replace a published copy by one without the person; doing it twice is the same as once.

        Readers have the old one or the new one.
        """

    def erasures(self, subject: str | None = None) -> tuple[ErasureNote, ...]:
        """Return the erasures of a subject, or all of them, the latest last."""

    def note(self, note: ErasureNote) -> None:
        """Write an erasure's row over the one of the same id."""

    def suppressions(self) -> tuple[Suppression, ...]:
        """Return the rows that no pass brings back."""
