"""A file as a table of records, before any format has given them a meaning.

Cells that hold a payment card number are emptied before anybody sees them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice

from suitehouse.errors import ExportError
from suitehouse.ledger.export_file import CardCells, Finding
from suitehouse.tabular.card_cells import CardCell, by_column, empty_card_cells
from suitehouse.tabular.records import Record, split_records
from suitehouse.tabular.text import TextFile, refuse_control_characters


@dataclass(frozen=True, slots=True)
class Table:
    """A file's records, which can be gone through again and again.

    Attributes:
        read: Opens the file's records, cells as they are.
        line_count: Physical lines; rows, in a workbook.
        findings: What was odd about the file before its format is known.
    """

    name: str
    read: Callable[[], Iterator[Record]] = field(repr=False)
    line_count: int
    delimiter: str = ""
    findings: tuple[Finding, ...] = ()
    _emptied: dict[CardCell, None] = field(default_factory=dict, repr=False)

    def records(self) -> Iterator[Record]:
        """Yield each record, blank ones included, without card numbers.

        Raises:
            ExportError: The file does not hold together; what was yielded is of no use then.
        """
        for record in self.read():
            kept, emptied = empty_card_cells(record)
            self._emptied.update(dict.fromkeys(emptied))
            yield kept

    def head(self, records: int) -> list[Record]:
        """Return the first records, up to where the file stops holding together."""
        head: list[Record] = []
        try:
            for record in islice(self.records(), records):
                head.append(record)  # noqa: PERF402 - what came before a fault is kept
        except ExportError:
            # What was read before may still show the format, which then reports the fault.
            return head
        return head

    def card_cells(self, header: Record | None) -> tuple[CardCells, ...]:
        """Return the cells emptied so far, under their columns' headers."""
        return by_column([*self._emptied], header)


def text_table(text: TextFile, delimiter: str) -> Table:
    """Return a text as a table.

    Raises:
        ExportError: It holds characters that no table has.
    """
    refuse_control_characters(text)
    read = partial(_split, text, delimiter)
    return Table(text.name, read, text.line_count, delimiter, text.findings)


def _split(text: TextFile, delimiter: str) -> Iterator[Record]:
    for record in split_records(text.name, text.lines(), delimiter):
        is_last = text.has_open_end and record.last_line == text.line_count
        yield replace(record, is_open=True) if is_last else record
