"""The versions of a folder of Parquet files, and the switch from one to the next.

    folder/landing         -> .suitehouse/current/landing        what people read
    folder/manifest.json   -> .suitehouse/current/manifest.json  receipts, files and their rows
    folder/.suitehouse/current                 -> versions/7     the one link that is switched
    folder/.suitehouse/versions/7/landing/accounts -> the files of accounts as of version 5
    folder/.suitehouse/tables/landing/accounts/5/0000-5.parquet

All tables of a delivery are switched at once, by one rename of `current`; a crash before leaves the
old version, and what was begun is cleared away by the next delivery. Old files go at once after the
switch, since an erased person must not live on in them. Every version names all of its files anew,
also those that it only links: whoever has listed a table before the switch and opens it afterwards
finds none of them, and never rows of two versions.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Final

from suitehouse.errors import TargetUnreachableError, WarehouseError
from suitehouse.operations.durable import flush
from suitehouse.targets._refusals import not_ours
from suitehouse.targets.protocol import Receipt, Relation

_OWN: Final = ".suitehouse"
_MANIFEST: Final = "manifest.json"
_RECEIPT: Final = tuple(each.name for each in fields(Receipt))


@dataclass(frozen=True, slots=True)
class TableFiles:
    """A relation's files of one version: their folder below `tables`, and rows by file name."""

    receipt: Receipt
    folder: str = ""
    files: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(self.files.values())


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that one version holds, by `schema.table`; number 0 holds nothing."""

    number: int = 0
    tables: Mapping[str, TableFiles] = field(default_factory=dict)


class Versions:
    """A folder's versions; whoever changes them holds the lock."""

    def __init__(self, folder: Path, label: str) -> None:
        self._folder = folder
        self._own = folder / _OWN
        self._current = self._own / "current"
        self._label = label
        self._last: tuple[object, Manifest] = (None, Manifest())

    @contextmanager
    def locked(self, *, shared: bool = False) -> Iterator[None]:
        """Let nobody else switch within the block.

        Raises:
            TargetUnreachableError: Somebody else does.
        """
        self._own.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._own, os.O_RDONLY)
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise TargetUnreachableError(
                f"{self._label} is being delivered to or read by another process; wait for it."
            ) from error
        finally:
            os.close(handle)

    def current(self) -> Manifest:
        """Return what readers see now."""
        while self._current.is_symlink():
            version = self._own / self._current.readlink()
            try:
                return self._manifest(version / _MANIFEST)
            except FileNotFoundError:
                if version == self._own / self._current.readlink():
                    raise
        return Manifest()

    def _manifest(self, path: Path) -> Manifest:
        """Return what a manifest says; one that was read already is not read again."""
        found = path.stat()
        seen = (path, found.st_ino, found.st_mtime_ns, found.st_size)
        if self._last[0] != seen:
            self._last = (seen, self._read(path))
        return self._last[1]

    def _read(self, path: Path) -> Manifest:
        try:
            return _manifest(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise WarehouseError(
                f"{self._label} has a manifest.json that cannot be read; move the folder away, and "
                "the next `suitehouse deliver` makes it anew."
            ) from error

    def folder_of(self, table: TableFiles) -> Path:
        """Return the folder of a relation's files."""
        return self._own / "tables" / table.folder

    def is_whole(self, table: TableFiles) -> bool:
        """Whether nobody removed a file of a relation, or the link that people come to it by."""
        seen = self._folder / table.receipt.schema / table.receipt.table
        return all((seen / name).exists() for name in table.files)

    def check_own(self, manifest: Manifest, relations: Iterable[Relation]) -> None:
        """Make sure that nothing of others is in the way, or would be lost by a switch.

        Raises:
            WarehouseError: There is a folder or file that was not delivered.
        """
        for relation in relations:
            link = self._folder / relation.schema
            is_ours = link.is_symlink() and link.readlink() == self._target_of(link)
            if os.path.lexists(link) and not is_ours:
                raise not_ours(self._label, relation)
        for path in self._version(manifest).glob("*/*") if manifest.number else ():
            if f"{path.parent.name}.{path.name}" not in manifest.tables:
                raise not_ours(self._label, Relation(path.parent.name, path.name, ()))

    def switch(self, manifest: Manifest) -> None:
        """Have readers see a version, all of it at once."""
        version = self._version(manifest)
        for name, table in manifest.tables.items():
            if table.folder:
                link = version / name.partition(".")[0] / name.partition(".")[2]
                link.parent.mkdir(parents=True, exist_ok=True)
                link.symlink_to(os.path.relpath(self.folder_of(table), link.parent))
                self._link(self._folder / link.parent.name)
        (version / _MANIFEST).write_text(_text(manifest), encoding="utf-8")
        flush(version / _MANIFEST)
        flush(version)
        self._link(self._folder / _MANIFEST)
        fresh = self._own / "next"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(version.relative_to(self._own))
        fresh.replace(self._current)
        flush(self._own)

    def clear(self, manifest: Manifest) -> None:
        """Remove all that this version does not hold."""
        kept = {self.folder_of(table) for table in manifest.tables.values()}
        for folder in (self._own / "tables").glob("*/*/*"):
            if folder not in kept:
                shutil.rmtree(folder)
        for version in (self._own / "versions").glob("*"):
            if version != self._version(manifest):
                shutil.rmtree(version)

    def _version(self, manifest: Manifest) -> Path:
        return self._own / "versions" / str(manifest.number)

    def _link(self, path: Path) -> None:
        """Lead from where people look to the version that is current."""
        if not path.is_symlink():
            path.symlink_to(self._target_of(path))

    @staticmethod
    def _target_of(link: Path) -> Path:
        """Where a link leads that people look behind, from the folder on."""
        return Path(_OWN) / "current" / link.name


def _text(manifest: Manifest) -> str:
    tables = {
        name: {
            "receipt": {name: getattr(table.receipt, name) for name in _RECEIPT},
            "folder": table.folder,
            "files": dict(table.files),
        }
        for name, table in sorted(manifest.tables.items())
    }
    # Without a line for each value: that takes ten times as long, and is done at every switch.
    return json.dumps({"version": manifest.number, "tables": tables}, default=datetime.isoformat)


def _manifest(found: Mapping[str, object]) -> Manifest:
    tables: dict[str, TableFiles] = {}
    for name, table in dict(found["tables"]).items():  # type: ignore[call-overload]
        receipt = table["receipt"]
        moment = datetime.fromisoformat(receipt["delivered_at"])
        told = Receipt(**{**receipt, "delivered_at": moment})
        tables[name] = TableFiles(told, table["folder"], table["files"])
    return Manifest(int(str(found["version"])), tables)
