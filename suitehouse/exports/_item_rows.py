"""What reading a plain table has in common: a header, then a row for each item.

A format says what one record is; here every line is accounted for and the findings that hold for
any such file are gathered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.ledger.export_file import (
    ExportRow,
    FileFacts,
    Finding,
    Reading,
    RowKind,
    Severity,
)
from suitehouse.ledger.item import ItemKind, LedgerItem
from suitehouse.tabular.columns import header_names
from suitehouse.tabular.dates import DaySpan
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

Parsed = LedgerItem | RowKind
# What a spreadsheet makes of a long number, or of an id like 408691E8, when it saves a file.
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)


def is_shortened(cell: str) -> bool:
    """Whether a cell is a number whose last digits a spreadsheet has dropped."""
    return "+" in cell and bool(_SHORTENED.fullmatch(cell.strip()))


@dataclass(slots=True)
class Observed:
    """What is to be said of a file's items when all have been read.

    Attributes:
        expected: The kinds of rows that the format knows, in words, for a row of another kind;
            empty where rows of other kinds are nothing to remark.
        is_timed: Whether each row prints a time, so that one without an instant is remarked.
    """

    expected: str
    is_timed: bool = False
    count: int = 0
    unknown: int = 0
    shortened: int = 0
    without_instant: int = 0
    findings: list[Finding] = field(default_factory=list)
    span: DaySpan = field(default_factory=DaySpan)

    def add(self, item: LedgerItem) -> None:
        """Take in one more item."""
        self.count += 1
        self.unknown += item.kind is ItemKind.OTHER and not item.set_aside
        self.without_instant += self.is_timed and item.at is None
        if item.kind is not ItemKind.CUSTOMER and not item.set_aside:
            self.span.add(item.on)
        if item.net is not None and item.net != item.money.amount - (item.fee or Decimal(0)):
            message = "Gross less fee is not the net that the row prints."
            place = item.source_row
            self.findings.append(
                Finding(Severity.WARNING, "net_does_not_recompute", message, place)
            )

    def facts(self, findings: Iterable[Finding] = ()) -> FileFacts:
        """Return the findings, those given first, and the span of days."""
        found = [*findings, *self.findings]
        if self.unknown and self.expected:
            message = f"{self.unknown} rows are not {self.expected}."
            found.append(Finding(Severity.WARNING, "other_category", message))
        if self.shortened:
            message = f"{self.shortened} rows hold numbers or ids that a spreadsheet shortened."
            found.append(Finding(Severity.WARNING, "spreadsheet_damage", message))
        if self.without_instant:
            message = (
                f"{self.without_instant} rows name no zone that is known: no instant is known."
            )
            found.append(Finding(Severity.NOTE, "unknown_zone", message))
        if not self.count:
            message = "The report has a header and no rows."
            found.append(Finding(Severity.WARNING, "no_rows", message))
        return FileFacts(findings=tuple(found), covers=self.span.days)


def first_filled(records: Iterable[Record]) -> Record | None:
    """Return the first record that holds anything."""
    return next((record for record in records if record.filled), None)


def has_columns(
    record: Record | None, aliases: Mapping[str, Sequence[str]], required: Iterable[str]
) -> bool:
    """Whether a record names every required column under one of its names."""
    names = header_names(record) if record is not None else frozenset()
    return all(names.intersection(aliases[wanted]) for wanted in required)


def read_rows(
    table: Table, header: Record, parse: Callable[[Record], Parsed], observed: Observed
) -> Reading:
    """Return a table's rows: an item for each record below the header that holds anything.

    Args:
        table: The file.
        header: Its header; what stands above is layout.
        parse: Returns the item that a record is, or what else it is for.
        observed: Is given each item.
    """
    rows = _rows(table, header, parse, observed)
    return Reading(rows, lambda: observed.facts(table.findings))


def _rows(
    table: Table, header: Record, parse: Callable[[Record], Parsed], observed: Observed
) -> Iterator[ExportRow]:
    for record in table.records():
        is_row = bool(record.filled) and record.first_line > header.first_line
        if is_row and record.cells == header.cells:
            raise _joined(table, record)
        parsed = parse(record) if is_row else RowKind.LAYOUT
        if isinstance(parsed, LedgerItem):
            observed.add(parsed)
            observed.shortened += any(map(is_shortened, record.cells))
            yield _row(record, RowKind.ITEM, parsed)
        else:
            yield _row(record, parsed)


def _joined(table: Table, record: Record) -> ExportError:
    remedy = "Put each file there on its own."
    reason = "is the header again: two files were joined"
    return ExportError(table.name, reason, line=record.first_line, remedy=remedy)


def _row(record: Record, kind: RowKind, item: LedgerItem | None = None) -> ExportRow:
    return ExportRow(record.first_line, record.last_line, kind, record.row_hash, item)
