"""Which format a file has, told by its content, and its rows read by that format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from suitehouse import exports as export_package
from suitehouse.discovery import objects_in
from suitehouse.errors import ExportError
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import CardCells, ExportFile, LineAccount, Reading
from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.tabular.records import DELIMITERS
from suitehouse.tabular.table import Table, text_table
from suitehouse.tabular.text import Opener, TextFile, scan_text
from suitehouse.tabular.workbook import is_workbook, workbook_tables

_HEAD_RECORDS: Final = 40


def _no_cells() -> tuple[CardCells, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file whose format is known, before its rows are read.

    Attributes:
        card_cells: What was not read, up to now, because a payment card number stands in it.
    """

    name: str
    sha256: str
    format: str
    system: str
    side: Side
    encoding: str
    delimiter: str
    line_count: int
    open: Callable[[Books], Reading]
    card_cells: Callable[[], tuple[CardCells, ...]] = _no_cells

    def read(self, books: Books, take: Callable[[Iterable[LedgerItem]], None]) -> ExportFile:
        """Hand over the file's items as they are read, and return what the file is.

        Raises:
            ExportError: A line is not what the format says it is; nothing that was handed over may
                be used then.
        """
        account = LineAccount(self.name)
        reading = self.open(books)
        take(account.items(reading.rows))
        account.close(self.line_count)
        return ExportFile(
            name=self.name,
            sha256=self.sha256,
            format=self.format,
            system=self.system,
            side=self.side,
            encoding=self.encoding,
            delimiter=self.delimiter,
            line_count=self.line_count,
            lines_by_kind=dict(account.lines_by_kind),
            totals=account.totals,
            kinds=frozenset(account.kinds),
            facts=reading.facts(),
            card_cells=self.card_cells(),
        )


def systems_of(side: Side) -> tuple[str, ...]:
    """Return the systems of a side whose exports are known, in name order."""
    formats = objects_in(export_package).values()
    return tuple(sorted({each.system for each in formats if each.side is side}))


def recognise(name: str, opener: Opener, sha256: str) -> Recognised:
    """Return the one format that knows a file.

    Raises:
        ExportError: No format or more than one recognises it, or it cannot be read at all.
    """
    with opener() as file:
        is_book = is_workbook(file.read(4))
    found = [*(_in_workbook if is_book else _in_text)(name, opener, sha256)]
    if len(found) == 1:
        return found[0]
    if is_book and len({each.format for each in found}) == 1:
        remedy = "Save each of the sheets as a file of its own."
        raise ExportError(name, "has an export on more than one sheet", remedy=remedy)
    reason = "is no export that suitehouse knows" if not found else "fits several formats"
    known = ", ".join(sorted(objects_in(export_package)))
    raise ExportError(name, reason, remedy=f"Known formats: {known}. Remove it or convert it.")


def _in_text(name: str, opener: Opener, sha256: str) -> Iterator[Recognised]:
    text = scan_text(name, opener)
    head = text.head(_HEAD_RECORDS)
    for known, each in objects_in(export_package).items():
        if hasattr(each, "recognises_text") and each.recognises_text(head):
            yield _of_text(text, sha256, known, each)
            return
    for delimiter in DELIMITERS:
        yield from _in_table(text_table(text, delimiter), sha256, text.encoding)


def _in_workbook(name: str, opener: Opener, sha256: str) -> Iterator[Recognised]:
    for table in workbook_tables(name, opener):
        yield from _in_table(table, sha256, "xlsx")


def _in_table(table: Table, sha256: str, encoding: str) -> Iterator[Recognised]:
    head = table.head(_HEAD_RECORDS)
    for known, each in objects_in(export_package).items():
        if hasattr(each, "recognises_text") or not each.recognises(head):
            continue
        header = next((record for record in head if each.recognises([record])), None)
        yield Recognised(
            name=table.name,
            sha256=sha256,
            format=known,
            system=each.system,
            side=each.side,
            encoding=encoding,
            delimiter=table.delimiter,
            line_count=table.line_count,
            open=partial(each.read, table),
            card_cells=partial(table.card_cells, header),
        )


def _of_text(text: TextFile, sha256: str, known: str, each: Any) -> Recognised:
    return Recognised(
        name=text.name,
        sha256=sha256,
        format=known,
        system=each.system,
        side=each.side,
        encoding=text.encoding,
        delimiter="",
        line_count=text.line_count,
        open=partial(each.read_text, text),
    )
