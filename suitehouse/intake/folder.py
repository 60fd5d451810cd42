"""The export files of a folder: each read by the format that knows it, or quarantined whole."""

from __future__ import annotations

import hashlib
import io
import stat
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote

from suitehouse.errors import ConfigurationError, ExportError
from suitehouse.intake.printed_names import printed_names
from suitehouse.intake.recognition import recognise
from suitehouse.intake.unchanged import opener_of, sha256_of, unchanged
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import CardCells, ExportFile, ExportRow, Reading
from suitehouse.ledger.item import LedgerItem

_THIS_MACHINE: Final = "localhost"
_TABLE_ENDINGS: Final = frozenset({".csv", ".tsv", ".tab", ".txt"})


class ItemSink(Protocol):
    """Where the items of files go, a file at a time."""

    def add(self, file: int, items: Iterable[LedgerItem]) -> None:
        """Take in a file's items as they are read."""
        ...

    def forget(self, file: int) -> None:
        """Take out what a file that could not be read whole has brought."""
        ...


class NoSink:
    """Forgets all items: for whoever only asks which files can be read."""

    def add(self, file: int, items: Iterable[LedgerItem]) -> None:  # noqa: ARG002 - as the protocol
        """Let the items go by."""
        deque(items, maxlen=0)

    def forget(self, file: int) -> None:
        """Nothing was kept."""


@dataclass(frozen=True, slots=True)
class QuarantinedFile:
    """A file of which nothing was used, and why.

    Attributes:
        sha256: Of its bytes before they were read; empty where it could not be opened.
        card_cells: Cells with a payment card number, where the file's format was recognised.
    """

    name: str
    sha256: str
    error: ExportError
    card_cells: tuple[CardCells, ...] = ()


@dataclass(frozen=True, slots=True)
class WholeExport(ExportFile):
    """A file with its rows, in line order."""

    rows: tuple[ExportRow, ...] = ()

    @property
    def items(self) -> tuple[LedgerItem, ...]:
        """The ledger items, in line order."""
        return tuple(row.item for row in self.rows if row.item is not None)


@dataclass(frozen=True, slots=True)
class Intake:
    """The files of a folder by what became of them, each in name order.

    Attributes:
        files: Those that were read, by number.
    """

    files: Mapping[int, ExportFile]
    quarantined: tuple[QuarantinedFile, ...]


def export_folder(url: str) -> Path:
    """Return the folder an exports URL names: a path, or `file://` with one, percent-escapes read.

    Raises:
        ConfigurationError: It is no existing local folder, or cannot be looked at.
    """
    folder = _local_path(url)
    if not _is_folder(folder):
        message = (
            f"There is no exports folder {folder}. Make it, or name another with "
            "SUITEHOUSE_EXPORTS_URL or `reconcile --exports`."
        )
        raise ConfigurationError(message)
    return folder


def export_paths(folder: Path) -> list[Path]:
    """Return what stands for an export in a folder, in name order, readable or not.

    Raises:
        ConfigurationError: The folder cannot be listed.
    """
    try:
        return sorted(path for path in folder.iterdir() if _is_export(path))
    except OSError as error:
        raise _unreadable(folder, error) from error


def _local_path(url: str) -> Path:
    scheme, is_url, rest = url.partition("://")
    if not is_url:
        return Path(url)
    if scheme.lower() != "file":
        raise ConfigurationError(f"Exports at {scheme}:// cannot be read yet; give a local folder.")
    # What follows is `path`, or `host/path`; a relative path has no host.
    host, _, _ = rest.partition("/")
    if host.lower() == _THIS_MACHINE:
        rest = rest[len(host) :]
    if "\0" in (path := unquote(rest)):
        raise ConfigurationError("The exports URL holds a null character; give a local folder.")
    return Path(path)


def _is_folder(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError as error:
        raise _unreadable(folder, error) from error


def _unreadable(folder: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"The exports folder {folder} cannot be read ({error.strerror}). Let suitehouse read it, "
        "or name another with SUITEHOUSE_EXPORTS_URL or `reconcile --exports`."
    )


def read_folder(folder: Path, books: Books, sink: ItemSink) -> Intake:
    """Return every file of a folder, read or quarantined; hidden files and folders are left alone.

    What is no regular file, such as a dangling link, a pipe, a device or a folder that bears the
    name of a table, is quarantined without being opened. A file whose bytes are others after the
    reading than before it, or that is gone by then, is quarantined too.

    Args:
        folder: Where the exports lie.
        books: What they leave unsaid.
        sink: Takes the items of each file that is read whole; files are numbered from 1.

    Raises:
        ConfigurationError: The folder holds no file.
    """
    paths = export_paths(folder)
    if not paths:
        raise ConfigurationError(f"{folder} holds no export file. Put the exports there.")
    files: dict[int, ExportFile] = {}
    quarantined: list[QuarantinedFile] = []
    names = printed_names(paths)
    for number, path in enumerate(paths, start=1):
        taken = _take_in(path, names[path], books, partial(sink.add, number))
        if isinstance(taken, ExportFile):
            files[number] = taken
        else:
            sink.forget(number)
            quarantined.append(taken)
    return Intake(files, tuple(quarantined))


def read_export(name: str, raw: bytes, books: Books) -> WholeExport:
    """Return one file as the format that recognises its content reads it, with its rows.

    Args:
        name: The file's name, for lineage and messages only.
        raw: The whole file.
        books: What the file leaves unsaid.

    Raises:
        ExportError: No format or more than one recognises it, or it is not what it says it is.
    """
    digest = hashlib.sha256(raw).hexdigest()
    recognised = recognise(name, lambda: io.BytesIO(raw), digest)
    rows: list[ExportRow] = []

    def opened(books: Books) -> Reading:
        reading = recognised.open(books)
        return replace(reading, rows=_kept(reading.rows, rows))

    file = replace(recognised, open=opened).read(books, partial(NoSink().add, 1))
    own = {each.name: getattr(file, each.name) for each in fields(file)}
    return WholeExport(**own, rows=tuple(rows))


def _kept(rows: Iterable[ExportRow], kept: list[ExportRow]) -> Iterator[ExportRow]:
    for row in rows:
        kept.append(row)
        yield row


def _take_in(
    path: Path, name: str, books: Books, take: Callable[[Iterable[LedgerItem]], None]
) -> ExportFile | QuarantinedFile:
    sha256 = ""
    card_cells: tuple[CardCells, ...] = ()
    try:
        opener = opener_of(path, name)
        sha256 = sha256_of(name, opener)
        with unchanged(name, opener, sha256):
            recognised = recognise(name, opener, sha256)
            try:
                return recognised.read(books, take)
            finally:
                card_cells = recognised.card_cells()
    except ExportError as error:
        return QuarantinedFile(name, sha256, error, card_cells)


def _is_export(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    return path.suffix.lower() in _TABLE_ENDINGS or not _is_kind(path, stat.S_ISDIR)


def _is_kind(path: Path, is_kind: Callable[[int], bool]) -> bool:
    """Whether a path, links followed, leads to that kind of thing; a loop leads nowhere."""
    try:
        return is_kind(path.stat().st_mode)
    except OSError:
        return False
