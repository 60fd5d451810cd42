"""What becomes of a small good file in a workbook, sound or spoilt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from bad_inputs import ENTITIES, Sample
from workbooks import with_part, workbook

_WRITTEN = re.compile(r"-?[$]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_EXACT_DIGITS = 15
_DAYS = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y")
_SHEET = "xl/worksheets/sheet1.xml"
_FAR_MORE = 11 << 20


def as_a_workbook(sample: Sample) -> Iterator[bytes]:
    yield workbook(_cells(sample))


def as_a_workbook_of_typed_cells(sample: Sample) -> Iterator[bytes]:
    """As a spreadsheet saves what it has opened: numbers and days are no texts any more."""
    yield workbook([[_typed(cell) for cell in row] for row in sample.rows])


def as_a_zip_bomb(sample: Sample) -> Iterator[bytes]:
    yield with_part(workbook(_cells(sample)), _SHEET, lambda xml: xml + b" " * _FAR_MORE)


def as_a_workbook_with_entities(sample: Sample) -> Iterator[bytes]:
    yield with_part(workbook(_cells(sample)), _SHEET, lambda xml: ENTITIES.encode() + xml)


def _cells(sample: Sample) -> list[list[str | None]]:
    return [[cell or None for cell in row] for row in sample.rows]


def _typed(cell: str) -> object:
    if _WRITTEN.fullmatch(cell) and len(cell) <= _EXACT_DIGITS:
        return float(cell.replace("$", "").replace(",", ""))
    for style in _DAYS:
        try:
            return datetime.strptime(cell, style)  # noqa: DTZ007 - cells of a workbook have no zone
        except ValueError:
            continue
    return cell or None
