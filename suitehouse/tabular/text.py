"""Bytes to text: which encoding a file is in, and refusing what is no text at all.

Exports come as UTF-8 with or without a byte-order mark, as UTF-16 from spreadsheets, and in the
code page of Windows. A file is gone through as often as it takes and never held in memory.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TextIO

from suitehouse.errors import ExportError
from suitehouse.ledger.export_file import Finding, Severity

Opener = Callable[[], io.BufferedReader | io.BytesIO]
_EXPORT_AGAIN: Final = "Export it again as CSV."
_NOT_TEXT: Final = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_HTML: Final = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|table)", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BYTE_ORDER_MARK: Final = "\ufeff"
_HEAD_BYTES: Final = 4096
_LONGEST_LINE: Final = 8 << 20


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text that can be gone through again and again.

    Attributes:
        opener: Opens its bytes.
        line_count: Physical lines, with or without a last line break.
        control_line: The first line with a control character; absent where there is none.
        has_open_end: The last line has no line break.
    """

    name: str
    opener: Opener = field(repr=False)
    encoding: str
    line_count: int
    findings: tuple[Finding, ...] = ()
    control_line: int | None = None
    has_open_end: bool = False

    def lines(self) -> Iterator[str]:
        """Yield each line as it stands, with its line break.

        Raises:
            ExportError: A line is longer than any real one.
        """
        return _lines(self.name, self.opener, self.encoding)

    def head(self, lines: int) -> str:
        """Return the first lines."""
        return "".join(islice(self.lines(), lines))


def scan_text(name: str, opener: Opener) -> TextFile:
    """Return a file as text, after going through all of it.

    Raises:
        ExportError: The file is empty, no text, or two files joined into one.
    """
    with opener() as file:
        start = file.read(_HEAD_BYTES)
    if found := _other_type(start):
        raise ExportError(name, f"is {found}, whatever its name says", remedy=_EXPORT_AGAIN)
    encoding, findings, counted = _decodable(name, opener, _encoding_of(start))
    if counted.is_blank:
        raise ExportError(name, "is empty", remedy=_EXPORT_AGAIN)
    return TextFile(
        name, opener, encoding, counted.lines, findings, counted.control_line, counted.is_open
    )


def refuse_control_characters(text: TextFile) -> None:
    """Refuse a file with characters that no table has.

    Raises:
        ExportError: It has one.
    """
    if text.control_line:
        reason = "holds control characters, so it is not text or was damaged"
        raise ExportError(text.name, reason, line=text.control_line, remedy=_EXPORT_AGAIN)


@dataclass(slots=True)
class _Counted:
    lines: int = 0
    is_blank: bool = True
    control_line: int | None = None
    is_open: bool = False

    def add(self, line: str) -> None:
        self.lines += 1
        if self.is_blank:
            self.is_blank = not line.strip()
        if self.control_line is None and _CONTROL.search(line):
            self.control_line = self.lines


def _other_type(start: bytes) -> str:
    for signature, found in _NOT_TEXT.items():
        if start.startswith(signature):
            return found
    return "a web page" if _HTML.match(start.removeprefix(codecs.BOM_UTF8)) else ""


def _encoding_of(start: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if start.startswith(mark):
            return encoding
    # UTF-16 without a mark: a report begins with a plain character, so one byte of its pair is 0.
    if len(start) > 1 and (start[0] == 0) != (start[1] == 0):
        return "utf-16-le" if start[1] == 0 else "utf-16-be"
    return "utf-8"


def _decodable(
    name: str, opener: Opener, encoding: str
) -> tuple[str, tuple[Finding, ...], _Counted]:
    """The encoding in which the whole file is text, what to say of it, and what was counted."""
    for each in (encoding, "cp1252", "latin-1") if encoding == "utf-8" else (encoding,):
        try:
            counted = _count(name, opener, each)
        except UnicodeError:
            continue
        return each, () if each == encoding else (_fallback(each),), counted
    reason = f"is not {encoding} although it begins like it"
    raise ExportError(name, reason, remedy=_EXPORT_AGAIN)


def _fallback(encoding: str) -> Finding:
    message = f"The file is not UTF-8; it was read as {encoding}, so accented letters may be wrong."
    return Finding(Severity.WARNING, "fallback_encoding", message)


def _count(name: str, opener: Opener, encoding: str) -> _Counted:
    counted = _Counted()
    line = ""
    for line in _lines(name, opener, encoding):
        counted.add(line)
        if _BYTE_ORDER_MARK in line:
            reason = "holds a byte-order mark in the middle: two files were joined"
            remedy = "Put each file there on its own."
            raise ExportError(name, reason, line=counted.lines, remedy=remedy)
    counted.is_open = not line.endswith(("\n", "\r"))
    return counted


def _lines(name: str, opener: Opener, encoding: str) -> Iterator[str]:
    with io.TextIOWrapper(opener(), encoding=encoding, newline="") as file:
        yield from _short_lines(name, file)


def _short_lines(name: str, file: TextIO) -> Iterator[str]:
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) == _LONGEST_LINE:
            reason = "is far longer than any line of an export"
            raise ExportError(name, reason, line=number, remedy=_EXPORT_AGAIN)
        yield line
