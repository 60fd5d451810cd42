"""The export files of a folder: each read by the format that knows it, or quarantined whole."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Protocol

from suitehouse import exports as export_package
from suitehouse.discovery import objects_in
from suitehouse.errors import ConfigurationError, ExportError
from suitehouse.ledger.export_file import CardCells, ExportFile
from suitehouse.ledger.item import Side
from suitehouse.tabular.card_cells import by_column, empty_card_cells, without_card_numbers
from suitehouse.tabular.records import DELIMITERS, Record, TextTable, count_lines, split_records
from suitehouse.tabular.text import Text, decode_file

_HEAD_RECORDS = 40
_TABLE_ENDINGS = frozenset({".csv", ".tsv", ".tab", ".txt"})


class ExportFormat(Protocol):
    """How one system's export is recognised and read; found by name in `suitehouse.exports`."""

    side: Side

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first records have this format's header; the file's name plays no part."""
        ...

    def read(self, table: TextTable, *, home_currency: str) -> ExportFile:
        """Return the file with each line accounted for.

        Args:
            table: The whole file as records.
            home_currency: ISO code of amounts that the file prints without a currency.

        Raises:
            ExportError: A line is not what the format says it is; nothing of the file is used then.
        """
        ...


@dataclass(frozen=True, slots=True)
class QuarantinedFile:
    """A file of which nothing was used, and why.

    Attributes:
        card_cells: Cells with a payment card number, where the file's format was recognised.
    """

    name: str
    sha256: str
    error: ExportError
    card_cells: tuple[CardCells, ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """The files of a folder by what became of them, each in name order."""

    files: tuple[ExportFile, ...]
    quarantined: tuple[QuarantinedFile, ...]


def export_folder(url: str) -> Path:
    """Return the folder an exports URL names.

    Raises:
        ConfigurationError: It is no existing local folder.
    """
    folder = Path(url.removeprefix("file://"))
    if "://" in str(url) and not url.startswith("file://"):
        scheme = url.partition("://")[0]
        raise ConfigurationError(f"Exports at {scheme}:// cannot be read yet; give a local folder.")
    if not folder.is_dir():
        message = (
            f"There is no exports folder {folder}. Make it, or name another with "
            "SUITEHOUSE_EXPORTS_URL or `reconcile --exports`."
        )
        raise ConfigurationError(message)
    return folder


def export_paths(folder: Path) -> list[Path]:
    """Return what stands for an export in a folder, in name order, readable or not."""
    return sorted(path for path in folder.iterdir() if _is_export(path))


def read_folder(folder: Path, *, home_currency: str) -> Intake:
    """Return every file of a folder, read or quarantined; hidden files and folders are left alone.

    What is no regular file, such as a dangling link, a pipe, a device or a folder that bears the
    name of a table, is quarantined without being opened.

    Raises:
        ConfigurationError: The folder holds no file.
    """
    paths = export_paths(folder)
    if not paths:
        raise ConfigurationError(f"{folder} holds no export file. Put the exports there.")
    files: list[ExportFile] = []
    quarantined: list[QuarantinedFile] = []
    for path in paths:
        taken = _take_in(path, home_currency)
        if isinstance(taken, ExportFile):
            files.append(taken)
        else:
            quarantined.append(taken)
    return Intake(tuple(files), tuple(quarantined))


def _take_in(path: Path, home_currency: str) -> ExportFile | QuarantinedFile:
    name, raw = _printable_name(path), b""
    card_cells: tuple[CardCells, ...] = ()
    try:
        raw = _bytes_of(path, name)
        recognised = _recognise(name, raw)
        card_cells = recognised.card_cells
        return recognised.read(home_currency)
    except ExportError as error:
        return QuarantinedFile(name, hashlib.sha256(raw).hexdigest(), error, card_cells)


def _printable_name(path: Path) -> str:
    """A file name may hold line breaks, terminal commands, bytes that are no text, card numbers."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in path.name)
    return without_card_numbers(printable)


def _bytes_of(path: Path, name: str) -> bytes:
    if not _is_kind(path, stat.S_ISREG):
        remedy = "Put the file itself there, or remove it."
        raise ExportError(name, "is not a regular file", remedy=remedy)
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = "Check that suitehouse may read it."
        raise ExportError(name, "cannot be opened", remedy=remedy) from error


def read_export(name: str, raw: bytes, *, home_currency: str) -> ExportFile:
    """Return one file as the format that recognises its content reads it.

    Args:
        name: The file's name, for lineage and messages only.
        raw: The whole file.
        home_currency: ISO code of amounts that the file prints without a currency.

    Raises:
        ExportError: No format or more than one recognises it, or it is not what it says it is.
    """
    return _recognise(name, raw).read(home_currency)


@dataclass(frozen=True, slots=True)
class _Recognised:
    """A file whose format is known, before its rows are read; card numbers are out of it."""

    export_format: ExportFormat
    table: TextTable
    card_cells: tuple[CardCells, ...]

    def read(self, home_currency: str) -> ExportFile:
        file = self.export_format.read(self.table, home_currency=home_currency)
        return replace(file, card_cells=self.card_cells)


def _recognise(name: str, raw: bytes) -> _Recognised:
    text = decode_file(name, raw)
    found = list(_candidates(name, text))
    if len(found) != 1:
        reason = "is no export that suitehouse knows" if not found else "fits several formats"
        known = ", ".join(sorted(objects_in(export_package)))
        raise ExportError(name, reason, remedy=f"Known formats: {known}. Remove it or convert it.")
    export_format, delimiter = found[0]
    records, emptied = empty_card_cells(tuple(split_records(name, text, delimiter)))
    table = TextTable(
        name=name,
        sha256=hashlib.sha256(raw).hexdigest(),
        encoding=text.encoding,
        delimiter=delimiter,
        line_count=count_lines(text),
        records=records,
        findings=text.findings,
    )
    header = next((each for each in records if export_format.recognises([each])), None)
    return _Recognised(export_format, table, by_column(emptied, header))


def _candidates(name: str, text: Text) -> Iterator[tuple[ExportFormat, str]]:
    for delimiter in DELIMITERS:
        head = _head(name, text, delimiter)
        for export_format in objects_in(export_package).values():
            if export_format.recognises(head):
                yield export_format, delimiter


def _head(name: str, text: Text, delimiter: str) -> list[Record]:
    head: list[Record] = []
    try:
        for record in islice(split_records(name, text, delimiter), _HEAD_RECORDS):
            head.append(record)  # noqa: PERF402 - what came before a fault is kept
    except ExportError:
        # What was read before the fault may still show the format, which then reports the fault.
        return head
    return head


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
