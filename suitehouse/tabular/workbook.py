"""The sheets of an Excel workbook as tables: row by row, cells as text, numbers to the last digit.

A workbook is a ZIP archive of XML. One that would unpack to more than any export holds, or that
declares entities, is refused before any of it is read.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial
from typing import IO, Any, Final, NoReturn, cast
from xml.parsers import expat

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
_TOO_LONG: Final = 10**15
# Up to here other spreadsheets keep a whole number to its last digit.
_EXACT: Final = 2**53
_XML: Final = (".xml", ".rels", ".vml")
_CHUNK: Final = 1 << 16
_NOT_WHOLE: Final = "is a damaged ZIP archive or Excel workbook"
# What openpyxl and the libraries below it raise on bytes that are no workbook; it promises none.
_DAMAGE: Final = (
    *(InvalidFileException, zipfile.BadZipFile, zlib.error, struct.error, expat.ExpatError),
    *(SyntaxError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError),
    *(EOFError, OSError, NotImplementedError, RuntimeError),
)


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
            _check_size(name, archive.infolist())
            for entry in archive.infolist():
                if entry.filename.lower().endswith(_XML):
                    _refuse_declarations(name, archive, entry)
    except _DAMAGE as error:
        raise _fault(name, _NOT_WHOLE) from error


def _check_size(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise _fault(name, "is a ZIP archive and no Excel workbook")
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > _MOST_BYTES or unpacked > max(_SMALL, packed * _MOST_TIMES):
        raise _fault(name, "would unpack to far more than a report holds, so it was not opened")


def _refuse_declarations(name: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse a part of a workbook that declares a document type: Excel never writes one.

    Only there can entities be declared, and they can make a few bytes unfold to gigabytes.
    """
    parser = expat.ParserCreate()
    has_begun = False

    def begin(*_: object) -> None:
        nonlocal has_begun
        has_begun = True

    def refuse(*_: object) -> NoReturn:
        raise _fault(name, "declares XML entities, so it was not opened")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    with archive.open(entry) as part:
        _parse_until(parser, part, lambda: has_begun)


def _parse_until(
    parser: expat.XMLParserType, part: IO[bytes], has_begun: Callable[[], bool]
) -> None:
    while not has_begun() and (chunk := part.read(_CHUNK)):
        parser.Parse(chunk)


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
    except _DAMAGE as error:
        raise _fault(name, _NOT_WHOLE) from error


def _records(name: str, opener: Opener, sheet: str) -> Iterator[Record]:
    """Each row up to the last that holds something; rows that the file leaves out are blank."""
    with opener() as file:
        book = _opened(name, file)
        blank = 0
        try:
            rows = _rows(book[sheet])
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


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    """The rows as they are written; what a sheet says of its size may be a million empty rows."""
    sheet.reset_dimensions()
    return cast("Iterator[tuple[Any, ...]]", sheet.iter_rows(values_only=True))


def _guarded(name: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    try:
        yield from rows
    except _DAMAGE as error:
        raise _fault(name, _NOT_WHOLE) from error


def _text(value: Any) -> str:
    """A cell as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        is_day = value.time() == _MIDNIGHT
        return value.date().isoformat() if is_day else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(value: float) -> str:
    """A number as text. Excel counts in 15 digits; what a formula leaves beyond them is noise.

    Of a longer number, such as an id, the rest is lost: it has an exponent, as in a CSV that Excel
    saved, so that it is known for what it is.
    """
    kept = Decimal(f"{value:.15g}")
    is_whole = isinstance(value, int) and kept != value and abs(value) < _EXACT
    if is_whole:
        return str(value)
    return f"{kept:E}" if abs(kept) >= _TOO_LONG else f"{kept:f}"


def _fault(name: str, reason: str) -> ExportError:
    return ExportError(name, reason, remedy=_SAVE_AGAIN)
