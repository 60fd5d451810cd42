"""Cells that hold a payment card number: emptied before anything is made of them, and counted.

The whole cell goes, as a column's whole value does in capture: cutting out the digits would leave
text around them that nobody classified. What is made of a row later, its digest too, is made
without it, since a digest of a card number can be reversed by trying all numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from suitehouse.ledger.export_file import CardCells
from suitehouse.privacy.card_guard import card_spans, holds_card_number, may_hold_card_number
from suitehouse.tabular.columns import header_name
from suitehouse.tabular.records import Record

# Stands between cells and is no separator within a card number.
_BETWEEN_CELLS = "\x1f"


@dataclass(frozen=True, slots=True)
class CardCell:
    """Where a cell stood: the line its record starts at, and its place in the record."""

    line: int
    position: int


def empty_card_cells(record: Record) -> tuple[Record, tuple[CardCell, ...]]:
    """Return a record with nothing in the cells that hold a card number, and where those are."""
    places = _card_places(record)
    if not places:
        return record, ()
    return _without(record, places), tuple(CardCell(record.first_line, at) for at in places)


def by_column(cells: Sequence[CardCell], header: Record | None) -> tuple[CardCells, ...]:
    """Return emptied cells under their column's header, columns in name order."""
    lines: dict[str, list[int]] = defaultdict(list)
    for cell in cells:
        lines[_column(cell, header)].append(cell.line)
    return tuple(CardCells(column, tuple(found)) for column, found in sorted(lines.items()))


def without_card_numbers(name: str) -> str:
    """Return a file's name with each digit of a card number in it as `#`."""
    for start, end in card_spans(name):
        name = f"{name[:start]}{'#' * (end - start)}{name[end:]}"
    return name


def _card_places(record: Record) -> list[int]:
    if not may_hold_card_number(_BETWEEN_CELLS.join(record.cells)):
        return []
    return [place for place, cell in enumerate(record.cells) if holds_card_number(cell)]


def _without(record: Record, places: Sequence[int]) -> Record:
    cells = ("" if place in places else cell for place, cell in enumerate(record.cells))
    return replace(record, cells=tuple(cells))


def _column(cell: CardCell, header: Record | None) -> str:
    """The column's header; empty for a cell that stands above the header or beyond it."""
    if header is None or cell.line < header.first_line or cell.position >= len(header.cells):
        return ""
    return header_name(header.cells[cell.position])
