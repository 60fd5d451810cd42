"""A CSV while it is written, which knows on which physical line each row starts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """A file: its bytes, and the key of the row that starts on a line."""

    raw: bytes
    keys: Mapping[int, str]


class Sheet:
    """Takes lines of cells."""

    def __init__(self, *, ending: str = "\n", quotes_all: bool = False) -> None:
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(
            self._text,
            lineterminator=ending,
            quoting=csv.QUOTE_ALL if quotes_all else csv.QUOTE_MINIMAL,
        )
        self._line = 1
        self._keys: dict[int, str] = {}

    def add(self, cells: Iterable[object] = (), key: str = "") -> None:
        """Write a line, and remember where the row of a key starts."""
        if key:
            self._keys[self._line] = key
        start = self._text.tell()
        self._writer.writerow(list(cells))
        self._line += self._text.getvalue()[start:].count("\n")

    def written(self, start: str = "") -> Written:
        """Return what was written, behind a byte-order mark where one is given."""
        return Written((start + self._text.getvalue()).encode(), self._keys)
