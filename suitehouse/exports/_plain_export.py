"""Exports that are one header and a row for each thing.

A format says which headers it has and what a row is; finding the header and accounting for lines is
the same for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from suitehouse.errors import ExportError
from suitehouse.exports._export_row import Notation, Row
from suitehouse.exports._item_rows import Observed, has_columns, read_rows
from suitehouse.exports._printed_notation import rows_below
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Finding, Reading, RowKind
from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.tabular.columns import Columns, header_names, locate_columns
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_HEAD_RECORDS: Final = 40


def header_of(
    records: Iterable[Record],
    aliases: Mapping[str, Sequence[str]],
    required: Sequence[str],
    without: frozenset[str] = frozenset(),
) -> Record | None:
    """Return the first of the first records that has every required column and none of others'."""
    for record in islice(records, _HEAD_RECORDS):
        if has_columns(record, aliases, required) and not header_names(record) & without:
            return record
    return None


def no_checks(row: Row, item: LedgerItem) -> Iterator[Finding]:  # noqa: ARG001 - a check's shape
    """Return nothing: what the row says agrees with itself for all we know."""
    return iter(())


def plain_notation(columns: Columns, rows: Iterator[Record]) -> Notation:  # noqa: ARG001 - its shape
    """Return how files are written whose rows need no look before they are read."""
    return Notation()


@dataclass(frozen=True, slots=True)
class PlainExport:
    """An export format told by its headers, each row an item.

    Attributes:
        aliases: For each of our names the headers that mean it, preferred first.
        required: Our names of the columns without which a file is none of this format.
        item: Returns the item that a row is, or what else it is for.
        without: Headers that only other exports have.
        one_of: Sets of headers of which a file of this format has one whole, if there are any.
        more: Matches the headers of further columns, which users name; they go by their header.
        on_top: Whether nothing may stand above the header: it is one that other files hold too.
        notation: Returns how a file is written, told from the rows below its header.
        checks: Returns what a row contradicts itself in.
        expected: The kinds that are known, in words; empty where any kind is.
        is_timed: Whether each row prints a time.
    """

    side: Side
    system: str
    aliases: Mapping[str, Sequence[str]]
    required: tuple[str, ...]
    item: Callable[[Row, Books], LedgerItem | RowKind]
    without: frozenset[str] = frozenset()
    one_of: tuple[frozenset[str], ...] = ()
    more: re.Pattern[str] | None = None
    on_top: bool = False
    notation: Callable[[Columns, Iterator[Record]], Notation] = plain_notation
    checks: Callable[[Row, LedgerItem], Iterator[Finding]] = no_checks
    expected: str = ""
    is_timed: bool = False

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the export's header."""
        return self._header(head) is not None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the export with each line accounted for; see `TableFormat`."""
        header = self._header(table.records())
        if header is None:
            reason = "has no header of this export"
            raise ExportError(table.name, reason, remedy="Export the file again.")
        columns = locate_columns(table.name, header, self._aliases_of(header))
        notation = self.notation(columns, rows_below(table, header))
        observed = Observed(self.expected, self.is_timed)

        def parse(record: Record) -> LedgerItem | RowKind:
            columns.check_width(record)
            row = Row(self.side, columns, record, notation)
            item = self.item(row, books)
            if isinstance(item, LedgerItem):
                observed.findings.extend(self.checks(row, item))
            return item

        return read_rows(table, header, parse, observed)

    def _header(self, records: Iterable[Record]) -> Record | None:
        if self.on_top:
            records = islice((record for record in records if record.filled), 1)
        header = header_of(records, self.aliases, self.required, self.without)
        if header is None or not self.one_of:
            return header
        names = header_names(header)
        return header if any(each <= names for each in self.one_of) else None

    def _aliases_of(self, header: Record) -> Mapping[str, Sequence[str]]:
        if self.more is None:
            return self.aliases
        names = sorted(header_names(header))
        return {**self.aliases, **{name: (name,) for name in names if self.more.fullmatch(name)}}
