"""The demo's place in a home folder: what it may replace, and the note that claims it."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from suitehouse.errors import ConfigurationError

if TYPE_CHECKING:  # every command that may make a demo passes here, and none but the demo has books
    from suitehouse.demo.books.invoices import PlantedBreak

# What a run makes of the source: all of it can be made again, and a new company needs it anew.
_MADE = (
    "demo",
    "warehouse.duckdb",
    "warehouse.duckdb.wal",
    "warehouse.rotating",
    "published",
    "recon",
    "quality",
    "dbt",
)
# What is a user's own where the note is missing.
_PRECIOUS = ("warehouse.duckdb", "published", "masking.key", "exports", "recon")


@dataclass(frozen=True, slots=True)
class CompanyNote:
    """What `demo/company.json` says: which company this home was made for."""

    rows: int
    seed: int
    built_at: str
    is_complete: bool


@dataclass(frozen=True, slots=True)
class DemoHome:
    """A home folder as the demo uses it."""

    home: Path

    @property
    def note_path(self) -> Path:
        """The note; it exists from before anything else is made."""
        return self.home / "demo" / "company.json"

    @property
    def server_home(self) -> Path:
        """Files of the private MariaDB."""
        return self.home / "demo" / "mariadb"

    @property
    def key_path(self) -> Path:
        """The demo's masking key."""
        return self.home / "masking.key"

    @property
    def exports(self) -> Path:
        """Export files, where `reconcile` looks for them."""
        return self.home / "exports"

    @property
    def planted_path(self) -> Path:
        """Which breaks were planted in the exports; kept away from them."""
        return self.home / "demo" / "planted_breaks.json"

    @property
    def has_company(self) -> bool:
        """Whether a demo company was built here, whole."""
        note = self.note()
        return note is not None and note.is_complete

    def note(self) -> CompanyNote | None:
        """Return the note, or None where this is not the demo's home.

        Raises:
            ConfigurationError: The note is damaged.
        """
        if not self.note_path.exists():
            return None
        try:
            return CompanyNote(**json.loads(self.note_path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise ConfigurationError(
                f"{self.note_path} is damaged. If {self.home} was made by 'suitehouse demo' alone, "
                "remove that folder and run it again; else set SUITEHOUSE_HOME to another folder."
            ) from error

    def claim(self) -> None:
        """Make the folder ready for a new company: remove what an earlier demo made.

        Raises:
            ConfigurationError: The folder holds a warehouse, key or exports that no demo made.
        """
        if self.note() is None and (found := self._precious()):
            raise ConfigurationError(
                f"{self.home} holds {', '.join(found)}, which no demo made; nothing was touched. "
                "Set SUITEHOUSE_HOME to another folder for the demo."
            )
        for name in _MADE:
            path = self.home / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def write_note(self, *, rows: int, seed: int, built_at: datetime, is_complete: bool) -> None:
        """Say which company is being built here, or has been."""
        self.note_path.parent.mkdir(parents=True, exist_ok=True)
        note = CompanyNote(rows, seed, built_at.isoformat(), is_complete)
        fresh = self.note_path.with_suffix(".new")
        fresh.write_text(json.dumps(asdict(note), indent=2) + "\n", encoding="utf-8")
        fresh.replace(self.note_path)

    def write_planted(self, planted: tuple[PlantedBreak, ...]) -> None:
        """Keep the list of planted breaks for whoever checks that they were found."""
        text = json.dumps([asdict(each) for each in planted], indent=2)
        self.planted_path.write_text(text + "\n", encoding="utf-8")

    def _precious(self) -> list[str]:
        return [name for name in _PRECIOUS if (self.home / name).exists()]
