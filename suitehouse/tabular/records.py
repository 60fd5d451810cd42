"""Text to records that know their physical lines, so that a figure can be traced to its line."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from suitehouse.errors import ExportError

DELIMITERS: Final = (",", ";", "\t", "|")
_HASH_LENGTH: Final = 16


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one CSV record and the physical lines it spans, first and last included.

    Attributes:
        is_open: The file ends in it without a line break, so it may not be all of it.
    """

    first_line: int
    last_line: int
    cells: tuple[str, ...]
    is_open: bool = False

    @property
    def filled(self) -> tuple[str, ...]:
        """The cells that hold something, trimmed."""
        return tuple(cell.strip() for cell in self.cells if cell.strip())

    @property
    def row_hash(self) -> str:
        """Digest of the trimmed cells: the same row in another file has the same."""
        joined = "\x1f".join(cell.strip() for cell in self.cells).rstrip("\x1f")
        return hashlib.sha256(joined.encode()).hexdigest()[:_HASH_LENGTH]


def split_records(name: str, lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """Yield each record of a text, blank ones included.

    Raises:
        ExportError: A quoted cell does not end, or a cell is longer than any real one.
    """
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    first = 1
    try:
        for cells in reader:
            yield Record(first, reader.line_num, tuple(cells))
            first = reader.line_num + 1
    except csv.Error as error:
        reason = "the quotation marks do not pair up or a cell is far too long"
        remedy = "The file is cut off or was edited; export it again."
        raise ExportError(name, reason, line=first, remedy=remedy) from error
