"""Small Excel workbooks, and ways to spoil them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import openpyxl


def workbook(rows: Iterable[Sequence[Any]], change: Callable[[Any], None] | None = None) -> bytes:
    """Return a workbook of one sheet; `change` may do anything to it before it is saved."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(raw: bytes, part: str, spoil: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook in which one part of the archive is another."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            content = spoil(content) if entry.filename == part else content
            new.writestr(entry.filename, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
