"""Columns found by header name, and typed cells whose errors name the place, never the value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.ledger.money import CURRENCY_CODE, exponent, fits, is_open_amount, parse_amount
from suitehouse.tabular.dates import DateStyle
from suitehouse.tabular.numerals import plain_amount
from suitehouse.tabular.records import DELIMITERS, Record

_CORRECT = "Export the file again; if the line is right as it is, report the format."
OPEN_MARK = "has one mark, which may be the decimal one or part thousands"
# With fewer, a delimiter is as likely part of a text.
_FEWEST_CELLS = 4
_SPACES = re.compile(r"\s+")


def header_name(cell: str) -> str:
    """Return a header cell as it is compared: trimmed, one case, single spaces."""
    return _SPACES.sub(" ", cell.strip()).casefold()


def header_names(record: Record) -> frozenset[str]:
    """Return the names in a header record."""
    return frozenset(header_name(cell) for cell in record.cells)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each column of a file stands.

    Attributes:
        aliases: For each of our names the headers that mean it, preferred first.
        positions: For each of our names where its header stands; several if it is repeated.
        width: Cells in the header record.
    """

    file: str
    aliases: Mapping[str, Sequence[str]]
    positions: Mapping[str, tuple[int, ...]]
    width: int

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return bool(self.positions[name])

    def text(self, record: Record, name: str) -> str:
        """Return a cell, trimmed; empty where the column or the cell is absent.

        Raises:
            ExportError: The header is repeated and its cells disagree.
        """
        cells = {record.cells[at].strip() for at in self.positions[name] if at < len(record.cells)}
        if len(cells) > 1:
            raise self.fault(
                record, name, "stands under two headers of that name with different cells"
            )
        return cells.pop() if cells else ""

    def number(self, record: Record, name: str, *, decimal_comma: bool = False) -> Decimal:
        """Return a cell as a number with any decimals.

        Raises:
            ExportError: The cell is none.
        """
        cell = plain_amount(self.text(record, name))
        try:
            return parse_amount(cell, decimal_comma=decimal_comma)
        except ValueError as error:
            raise self.fault(record, name, str(error)) from error

    def amount(
        self, record: Record, name: str, currency: str, *, decimal_comma: bool = False
    ) -> Decimal:
        """Return a cell as an amount in its currency's decimals.

        Raises:
            ExportError: The cell is no amount, has more decimals than the currency, or leaves open
                what its mark means.
        """
        amount = self.number(record, name, decimal_comma=decimal_comma)
        if not fits(amount, currency):
            raise self.fault(record, name, "has more decimals than its currency")
        if not decimal_comma and is_open_amount(self.text(record, name), exponent(currency)):
            raise self.fault(record, name, OPEN_MARK)
        return amount

    def day(self, record: Record, name: str, style: DateStyle) -> date:
        """Return a cell as a day.

        Raises:
            ExportError: The cell is none in that style.
        """
        day = style.parse(self.text(record, name))
        if day is None:
            raise self.fault(record, name, "is not a date")
        return day

    def currency(self, record: Record, name: str, default: str = "") -> str:
        """Return a cell as an ISO currency code; the default, if there is one, where it is empty.

        Raises:
            ExportError: The cell is no three-letter code.
        """
        code = self.text(record, name).upper() or default
        if not CURRENCY_CODE.fullmatch(code):
            raise self.fault(record, name, "is not a currency code")
        return code

    def check_width(self, record: Record) -> None:
        """Refuse a record with cells beyond the header, and one that the file's end cuts off.

        Raises:
            ExportError: A cell after the last header holds something, or cells are missing where
                the line break is, too.
        """
        self.check_delimiter(record)
        reason = ""
        if any(cell.strip() for cell in record.cells[self.width :]):
            reason = "has more cells than the header, so its columns cannot be trusted"
        elif record.is_open and len(record.cells) < self.width:
            reason = "ends before its last column: the file is cut off"
        if reason:
            raise self._fault_of(record, reason)

    def check_delimiter(self, record: Record) -> None:
        """Refuse a record that is one cell for us because its cells are told apart otherwise.

        Raises:
            ExportError: The cell holds as many of another delimiter as the header has.
        """
        if len(record.filled) != 1 or self.width < _FEWEST_CELLS:
            return
        (cell,) = record.filled
        if any(cell.count(each) >= self.width - 1 for each in DELIMITERS):
            raise self._fault_of(record, "has another delimiter than the header")

    def _fault_of(self, record: Record, reason: str) -> ExportError:
        return ExportError(self.file, reason, line=record.first_line, remedy=_CORRECT)

    def fault(self, record: Record, name: str, reason: str) -> ExportError:
        """Return the error that blames one cell of one record."""
        header = self.aliases[name][0]
        return ExportError(
            self.file, reason, line=record.first_line, column=header, remedy=_CORRECT
        )


def locate_columns(file: str, header: Record, aliases: Mapping[str, Sequence[str]]) -> Columns:
    """Return where the columns of a header stand; of several aliases the preferred one counts."""
    names = [header_name(cell) for cell in header.cells]
    positions = {ours: _positions(names, theirs) for ours, theirs in aliases.items()}
    return Columns(file, aliases, positions, len(names))


def _positions(names: Sequence[str], wanted: Sequence[str]) -> tuple[int, ...]:
    for alias in wanted:
        if found := tuple(at for at, name in enumerate(names) if name == alias):
            return found
    return ()
