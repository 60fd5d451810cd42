"""Exports with a row for each line of a document: one item per document, its other rows details.

Only the lines of one document are held at a time, so they have to stand together; of the documents
above no more is kept than a number each, to tell where one comes again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence

from suitehouse.exports._item_rows import Observed
from suitehouse.ledger.export_file import ExportRow, Finding, Reading, RowKind, Severity
from suitehouse.ledger.item import LedgerItem
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

Key = Hashable | None


def read_documents(
    table: Table,
    header: Record,
    key_of: Callable[[Record], Key],
    parse: Callable[[Sequence[Record]], LedgerItem],
    observed: Observed,
) -> Reading:
    """Return a table's rows: an item for each document, at its first line.

    Args:
        table: The file.
        header: Its header; what stands above is layout.
        key_of: What the rows of one document share; nothing where a row is one of its own.
        parse: Returns the item that all rows of a document make.
        observed: Is given each item.
    """
    rows = _rows(table, header, key_of, parse, observed)
    return Reading(rows, lambda: observed.facts(table.findings))


def document_rows(records: Sequence[Record], item: LedgerItem) -> Iterator[ExportRow]:
    """Yield the rows of one document, the item with the first."""
    for place, record in enumerate(records):
        kind = RowKind.DETAIL if place else RowKind.ITEM
        yield ExportRow(
            record.first_line, record.last_line, kind, record.row_hash, None if place else item
        )


def _rows(
    table: Table,
    header: Record,
    key_of: Callable[[Record], Key],
    parse: Callable[[Sequence[Record]], LedgerItem],
    observed: Observed,
) -> Iterator[ExportRow]:
    seen: set[int] = set()
    for key, records in _runs(table, header, key_of):
        if not _is_row(records[0], header):
            yield from (_layout(record) for record in records)
            continue
        item = parse(records)
        observed.add(item)
        if key is not None and hash(key) in seen:
            observed.findings.append(_apart(item))
        seen.add(hash(key))
        yield from document_rows(records, item)


def _runs(
    table: Table, header: Record, key_of: Callable[[Record], Key]
) -> Iterator[tuple[Key, list[Record]]]:
    run: list[Record] = []
    of_run: Key = None
    for record in table.records():
        key = key_of(record) if _is_row(record, header) else None
        if run and (key is None or key != of_run):
            yield of_run, run
            run = []
        run.append(record)
        of_run = key
    if run:
        yield of_run, run


def _is_row(record: Record, header: Record) -> bool:
    return bool(record.filled) and record.first_line > header.first_line


def _layout(record: Record) -> ExportRow:
    return ExportRow(record.first_line, record.last_line, RowKind.LAYOUT, record.row_hash)


def _apart(item: LedgerItem) -> Finding:
    message = (
        "Lines of this document stand further up as well, so it may be counted twice. Export the "
        "file again and do not sort it."
    )
    return Finding(Severity.ERROR, "document_apart", message, item.source_row)
