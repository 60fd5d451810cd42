"""The sheets of an Excel workbook as tables: row by row, cells as text, numbers to the last digit.

A workbook is a ZIP archive of XML. One that would unpack to more than any export holds, or that
declares entities, is refused before any of it is read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import Any, Final

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from suitehouse.errors import ExportError
from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table
from suitehouse.tabular.text import Opener

_SIGNATURE: Final = b"PK\x03\x04"
_MOST_BYTES: Final = 2 << 30
_MOST_TIMES: Final = 200
_SMALL: Final = 10 << 20
_SAVE_AGAIN: Final = "Save the report again as .xlsx or CSV, without editing it."
_MIDNIGHT: Final = time()


def is_workbook(start: bytes) -> bool:
    """Whether a file begins as a workbook does; another ZIP archive does too."""
    return start.startswith(_SIGNATURE)


def workbook_tables(name: str, opener: Opener) -> tuple[Table, ...]:
    """Return each sheet of a workbook that holds something.

    Raises:
        ExportError: It is another kind of archive, damaged, or would not fit in memory.
    """
    _check_archive(name, opener)
    tables = []
    for place, sheet in enumerate(_sheet_names(name, opener)):
        read = partial(_records, name, opener, sheet)
        if lines := sum(1 for _ in read()):
            tables.append(Table(name, read, lines, findings=_unread(place)))
    return tuple(tables)


def _unread(place: int) -> tuple[Finding, ...]:
    if not place:
        return ()
    message = (
        f"The report is on sheet {place + 1} of the workbook; the sheets before were not read."
    )
    return (Finding(Severity.NOTE, "other_sheet", message),)


def _check_archive(name: str, opener: Opener) -> None:
    try:
        with opener() as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise _fault(name, "is a damaged ZIP archive or Excel workbook") from error
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise _fault(name, "is a ZIP archive and no Excel workbook")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MOST_BYTES or unpacked > max(_SMALL, packed * _MOST_TIMES):
        raise _fault(name, "would unpack to far more than a report holds, so it was not opened")


def _sheet_names(name: str, opener: Opener) -> list[str]:
    with opener() as file:
        book = _opened(name, file)
        try:
            return [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        finally:
            book.close()


def _opened(name: str, file: Any) -> openpyxl.Workbook:
    try:
        return openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise _fault(name, "is a damaged ZIP archive or Excel workbook") from error


def _records(name: str, opener: Opener, sheet: str) -> Iterator[Record]:
    """Each row up to the last that holds something; rows that the file leaves out are blank."""
    with opener() as file:
        book = _opened(name, file)
        blank = 0
        try:
            rows = book[sheet].iter_rows(values_only=True)
            for number, values in enumerate(_guarded(name, rows), start=1):
                cells = tuple(map(_text, values))
                if not any(cells):
                    blank += 1
                    continue
                yield from (Record(at, at, ()) for at in range(number - blank, number))
                yield Record(number, number, cells)
                blank = 0
        finally:
            book.close()


def _guarded(name: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    try:
        yield from rows
    except (zipfile.BadZipFile, SyntaxError, ValueError, KeyError, EOFError, OSError) as error:
        raise _fault(name, "is a damaged ZIP archive or Excel workbook") from error


def _text(value: Any) -> str:
    """A cell as text. Numbers are written in the file as text, and as short as they can be."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime):
        is_day = value.time() == _MIDNIGHT
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _fault(name: str, reason: str) -> ExportError:
    return ExportError(name, reason, remedy=_SAVE_AGAIN)
