"""Bytes to text: which encoding a file is in, and refusing what is no text at all.

Exports come as UTF-8 with or without a byte-order mark, as UTF-16 from spreadsheets, and in the
code page of Windows.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from suitehouse.errors import ExportError
from suitehouse.ledger.export_file import Finding, Severity

_EXPORT_AGAIN = "Export it again as CSV."
_NOT_TEXT = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"Rar!": "a RAR archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_HTML = re.compile(rb"\s*<(?:!doctype|html|\?xml|head|body|table)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, the encoding it was in, and what was odd about it."""

    content: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def decode_file(name: str, raw: bytes) -> Text:
    """Return a file's text.

    Raises:
        ExportError: The file is empty, no text, or holds control characters.
    """
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise ExportError(name, "is empty", remedy=_EXPORT_AGAIN)
    if found := _other_type(raw):
        raise ExportError(name, f"is {found}, whatever its name says", remedy=_EXPORT_AGAIN)
    text = _decode(name, raw)
    if control := _CONTROL.search(text.content):
        line = len(text.content[: control.start()].splitlines()) or 1
        reason = "holds control characters, so it is not text or was damaged"
        raise ExportError(name, reason, line=line, remedy=_EXPORT_AGAIN)
    return text


def _other_type(raw: bytes) -> str:
    for signature, found in _NOT_TEXT.items():
        if raw.startswith(signature):
            return found
    return "a web page or XML" if _HTML.match(raw.removeprefix(codecs.BOM_UTF8)) else ""


def _decode(name: str, raw: bytes) -> Text:
    encoding = _encoding_of(raw)
    try:
        return Text(raw.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            reason = f"is not {encoding} although it begins like it"
            raise ExportError(name, reason, remedy=_EXPORT_AGAIN) from error
    return _decode_code_page(raw)


def _encoding_of(raw: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return encoding
    # UTF-16 without a mark: a report begins with a plain character, so one byte of its pair is 0.
    if len(raw) > 1 and not len(raw) % 2 and (raw[0] == 0) != (raw[1] == 0):
        return "utf-16-le" if raw[1] == 0 else "utf-16-be"
    return "utf-8"


def _decode_code_page(raw: bytes) -> Text:
    try:
        encoding, content = "cp1252", raw.decode("cp1252")
    except UnicodeDecodeError:
        encoding, content = "latin-1", raw.decode("latin-1")
    message = f"The file is not UTF-8; it was read as {encoding}, so accented letters may be wrong."
    return Text(content, encoding, (Finding(Severity.WARNING, "fallback_encoding", message),))
