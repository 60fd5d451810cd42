"""Columns found by header name, and typed cells whose errors name the place, never the value."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.ledger.money import CURRENCY_CODE, fits, parse_amount
from suitehouse.tabular.records import Record

_CORRECT = "Export the file again; if the line is right as it is, report the format."
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

    def amount(
        self, record: Record, name: str, currency: str, *, decimal_comma: bool = False
    ) -> Decimal:
        """Return a cell as an amount in its currency's decimals.

        Raises:
            ExportError: The cell is no amount, or has more decimals than the currency.
        """
        try:
            amount = parse_amount(self.text(record, name), decimal_comma=decimal_comma)
        except ValueError as error:
            raise self.fault(record, name, str(error)) from error
        if not fits(amount, currency):
            raise self.fault(record, name, "has more decimals than its currency")
        return amount

    def currency(self, record: Record, name: str) -> str:
        """Return a cell as an ISO currency code in upper case.

        Raises:
            ExportError: The cell is no three-letter code.
        """
        code = self.text(record, name).upper()
        if not CURRENCY_CODE.fullmatch(code):
            raise self.fault(record, name, "is not a currency code")
        return code

    def check_width(self, record: Record) -> None:
        """Refuse a record with cells beyond the header: its columns have shifted.

        Raises:
            ExportError: A cell after the last header holds something.
        """
        if any(cell.strip() for cell in record.cells[self.width :]):
            reason = "has more cells than the header, so its columns cannot be trusted"
            raise ExportError(self.file, reason, line=record.first_line, remedy=_CORRECT)

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
