"""Accounting for each physical line of a text whose records are found by tags, not by lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suitehouse.ledger.export_file import ExportRow, RowKind
from suitehouse.ledger.item import LedgerItem


@dataclass(slots=True)
class TextRows:
    """Rows in line order; the lines between records are layout.

    Attributes:
        done: The last line accounted for.
    """

    done: int = 0

    def first_line(self, start: int) -> int:
        """Return the line that a record starting at `start` is told by."""
        return max(start, self.done)

    def gap(self, start: int) -> Iterator[ExportRow]:
        """Yield the lines before a record as layout."""
        if start > self.done + 1:
            yield ExportRow(self.done + 1, start - 1, RowKind.LAYOUT, "")
            self.done = start - 1

    def record(
        self,
        start: int,
        end: int,
        kind: RowKind,
        row_hash: str = "",
        item: LedgerItem | None = None,
    ) -> Iterator[ExportRow]:
        """Yield a record, and before it the lines that no record has."""
        yield from self.gap(start)
        first, shares = self.first_line(start), start <= self.done
        self.done = max(end, self.done)
        yield ExportRow(first, self.done, kind, row_hash, item, shares_line=shares)
