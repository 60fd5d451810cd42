"""Ways to spoil a small good file of any export format, as somebody could send it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache

import export_samples
from export_samples import CANARY

from suitehouse.discovery import objects_in
from suitehouse.intake.folder import WholeExport, read_export
from suitehouse.ledger.books import Books

SAMPLES: dict[str, bytes] = objects_in(export_samples)
FORMULA = "=HYPERLINK(1)"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NUMBER = re.compile(r"-?[$]?[0-9]+(?:\.[0-9]+)?")
ENTITIES = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'
Rows = list[list[str]]


def read(raw: bytes) -> WholeExport:
    """Return a file as the format that knows it reads it."""
    return read_export("a.csv", raw, Books("USD"))


class Sample:
    """A small good file of a format.

    Attributes:
        good: What is read from it.
        rows: The records of a table.
        header: Where a table's header stands: no other record fills as many cells.
    """

    def __init__(self, name: str) -> None:
        self.name, self.raw = name, SAMPLES[name]
        self.good = read(self.raw)
        text = io.StringIO(self.raw.decode(), newline="")
        self.rows: Rows = [*csv.reader(text, delimiter=self.good.delimiter or ",")]
        filled = [sum(map(bool, row)) for row in self.rows]
        self.header = filled.index(max(filled))

    def saved(self, rows: Rows, delimiter: str = "") -> bytes:
        """Return a table of other rows."""
        return _saved(rows, delimiter or self.good.delimiter)


@cache
def sample_of(name: str) -> Sample:
    """Return the sample of a format."""
    return Sample(name)


def _saved(rows: Rows, delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def empty(_: Sample) -> Iterator[bytes]:
    yield from (b"", b"\n \n", BYTE_ORDER_MARK)


def cut(sample: Sample) -> Iterator[bytes]:
    """Cut before the last cell, which looks whole however short; every third place will do."""
    last_cell = sample.raw.rstrip().rfind((sample.good.delimiter or "\n").encode())
    yield from (sample.raw[:end] for end in range(last_cell, 0, -3))


def joined(sample: Sample) -> Iterator[bytes]:
    yield sample.raw + sample.raw


def joined_by_a_mark(sample: Sample) -> Iterator[bytes]:
    yield sample.raw + BYTE_ORDER_MARK + sample.raw


def in_unicode(sample: Sample) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK + sample.raw
    yield from (sample.raw.decode().encode(each) for each in ("utf-16", "utf-16-le", "utf-16-be"))


def half_a_letter(sample: Sample) -> Iterator[bytes]:
    yield sample.raw.decode().encode("utf-16")[:-1]


def in_a_code_page(sample: Sample) -> Iterator[bytes]:
    yield sample.raw.replace(b"Zebediah", b"Zeb\xe9diah")


def blank_lines_below(sample: Sample) -> Iterator[bytes]:
    yield sample.raw + b"\n\n"


def other_delimiter(sample: Sample) -> Iterator[bytes]:
    yield from (sample.saved(sample.rows, each) for each in ",;\t|")


def rows_in_another_delimiter(sample: Sample) -> Iterator[bytes]:
    head, below = sample.rows[: sample.header + 1], sample.rows[sample.header + 1 :]
    yield sample.saved(head) + sample.saved(below, "|")


def decimal_commas(sample: Sample) -> Iterator[bytes]:
    """One number at a time as another country writes it; whole ones where there are no others."""
    for line, at in _numbers(sample):
        cell = sample.rows[line][at]
        comma = cell.replace(".", ",") if "." in cell else f"{cell},00"
        yield sample.saved(_with_cell(sample.rows, line, at, comma))


def header_in_another_language(sample: Sample) -> Iterator[bytes]:
    for at in range(len(sample.rows[sample.header])):
        yield sample.saved(_with_cell(sample.rows, sample.header, at, "Betrag"))


def merged_headers(sample: Sample) -> Iterator[bytes]:
    """A header over two columns stands in the first of them."""
    for at in range(1, len(sample.rows[sample.header])):
        yield sample.saved(_with_cell(sample.rows, sample.header, at, ""))


def missing_column(sample: Sample) -> Iterator[bytes]:
    for gone in range(len(sample.rows[sample.header])):
        rows = [
            row if line < sample.header else row[:gone] + row[gone + 1 :]
            for line, row in enumerate(sample.rows)
        ]
        yield sample.saved(rows)


def repeated_column(sample: Sample) -> Iterator[bytes]:
    """A column again at the end, with other cells."""
    width = len(sample.rows[sample.header])
    for at in range(width):
        rows = [row + [""] * (width - len(row)) for row in sample.rows]
        for line, row in enumerate(rows):
            if line >= sample.header and any(row):
                row.append(row[at] if line == sample.header else "zz9")
        yield sample.saved(rows)


def all_columns_twice(sample: Sample) -> Iterator[bytes]:
    yield sample.saved([row + row for row in sample.rows])


def columns_in_another_order(sample: Sample) -> Iterator[bytes]:
    """The other way round, but for a first cell that says what the row is for."""
    kept = 0 if len(sample.rows[sample.header][0]) > len("CH") else 1
    width = max(map(len, sample.rows))
    rows = [row + [""] * (width - len(row)) if any(row) else row for row in sample.rows]
    below = [[*row[:kept], *row[kept:][::-1]] for row in rows[sample.header :]]
    yield sample.saved([*sample.rows[: sample.header], *below])


def spaces_in_the_header(sample: Sample) -> Iterator[bytes]:
    """A space after each delimiter, and a last cell without a name."""
    header = [f" {cell}" if at else cell for at, cell in enumerate(sample.rows[sample.header])]
    below = sample.rows[sample.header + 1 :]
    yield sample.saved([*sample.rows[: sample.header], [*header, ""], *below])


def rows_of_any_width(sample: Sample) -> Iterator[bytes]:
    """Without the empty cells at the end of a row, and with more of them."""
    bare = [
        row[: max((at + 1 for at, cell in enumerate(row) if cell), default=0)]
        for row in sample.rows
    ]
    yield sample.saved(bare)
    yield sample.saved([[*row, "", "", ""] if any(row) else row for row in sample.rows])


def cell_beyond_the_header(sample: Sample) -> Iterator[bytes]:
    rows, width = [*sample.rows], len(sample.rows[sample.header])
    line = sample.good.items[0].source_row - 1
    rows[line] = [*rows[line], *[""] * (width - len(rows[line])), "more"]
    yield sample.saved(rows)


def title_above(sample: Sample) -> Iterator[bytes]:
    yield sample.saved([["Example Co"], ["Report of March"], [], *sample.rows])


def totals_below(sample: Sample) -> Iterator[bytes]:
    yield sample.saved([*sample.rows, ["Total", "1"]])


def without_its_first_item(sample: Sample) -> Iterator[bytes]:
    item = sample.good.rows[[row.item is not None for row in sample.good.rows].index(True)]
    lines = sample.raw.splitlines(keepends=True)
    yield b"".join(lines[: item.first_line - 1] + lines[item.last_line :])


def formulas(sample: Sample) -> Iterator[bytes]:
    for line, row in enumerate(sample.rows):
        for at in range(len(row)):
            yield sample.saved(_with_cell(sample.rows, line, at, FORMULA))


def formulas_in_texts(sample: Sample) -> Iterator[bytes]:
    """What people typed begins as a formula does, in each of the ways that spreadsheets know."""
    for start in "=+-@":
        yield sample.raw.replace(CANARY.encode(), f"{start}{FORMULA[1:]}".encode())


def shortened_ids(sample: Sample) -> Iterator[bytes]:
    """What a spreadsheet leaves of a long number."""
    for line in range(sample.header + 1, len(sample.rows)):
        for at in range(len(sample.rows[line])):
            yield sample.saved(_with_cell(sample.rows, line, at, "2.6741E+12"))


def points_that_may_part_thousands(sample: Sample) -> Iterator[bytes]:
    """One number at a time; fifteen, or fifteen thousand as another country writes it."""
    for line, at in _numbers(sample):
        yield sample.saved(_with_cell(sample.rows, line, at, "15.000"))


def with_entities(sample: Sample) -> Iterator[bytes]:
    text = sample.raw.decode()
    yield f"{ENTITIES}{text[text.find('?>') + 2 if text.startswith('<?xml') else 0 :]}".encode()


def _numbers(sample: Sample) -> list[tuple[int, int]]:
    """Places of numbers with a decimal point; of whole ones where there are no others."""
    below = range(sample.header + 1, len(sample.rows))
    places = [(line, at) for line in below for at in range(len(sample.rows[line]))]
    numbers = [place for place in places if _NUMBER.fullmatch(sample.rows[place[0]][place[1]])]
    return [place for place in numbers if "." in sample.rows[place[0]][place[1]]] or numbers


def _with_cell(rows: Rows, line: int, at: int, cell: str) -> Rows:
    changed = [list(row) for row in rows]
    changed[line][at] = cell
    return changed
