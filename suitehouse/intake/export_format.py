"""What an export format has to say: how it is recognised, and how its rows become ledger items.

A file of `suitehouse.exports` holds one format, as an object named like the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import Side
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table
from suitehouse.tabular.text import TextFile


class TableFormat(Protocol):
    """An export that is a table: CSV in any delimiter, or a sheet of a workbook.

    Attributes:
        system: The product it comes from, as a person names it.
    """

    side: Side
    system: str

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first records have this format's header; the file's name plays no part."""
        ...

    def read(self, table: Table, books: Books) -> Reading:
        """Return the file's rows, each line accounted for.

        Raises:
            ExportError: A line is not what the format says it is; nothing of the file is used then.
                The rows raise it as well.
        """
        ...


class TextFormat(Protocol):
    """An export that is text of another kind: XML, or lines with tags."""

    side: Side
    system: str

    def recognises_text(self, head: str) -> bool:
        """Whether the first lines are this format's; the file's name plays no part."""
        ...

    def read_text(self, text: TextFile, books: Books) -> Reading:
        """Return the file's rows, each line accounted for.

        Raises:
            ExportError: As `TableFormat.read`.
        """
        ...
