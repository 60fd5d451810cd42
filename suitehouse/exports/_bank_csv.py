"""Bank statements as CSV without a header line, told by what stands in their cells.

Every one of the first rows must have the shape, and there must be two of them: one row alone could
be anything. Decimal commas and day before month come with such files, and nothing else is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from suitehouse.errors import ExportError
from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money, fits, parse_amount
from suitehouse.tabular.dates import DAY_FIRST, MONTH_FIRST, YEAR_FIRST, DateStyle, styles_that_fit
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import mentioned_numbers, printed_reference

EXPORT_AGAIN: Final = "Download the statement again and do not edit it."
_FEWEST_ROWS: Final = 2
_AMOUNT: Final = re.compile(r"[-+]?(?:[0-9]+|[0-9]{1,3}(?:[. \u00a0\u202f][0-9]{3})+),[0-9]{2}")
_SPACES: Final = re.compile(r"[ \u00a0\u202f]")
# Nothing that stands above, so that every row is one of the statement.
NO_HEADER: Final = Record(0, 0, ())


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands in each cell of a row.

    Attributes:
        checks: For each cell what it must look like.
        days: The places of dates, the day of booking first.
        amount: The place of the amount.
        text: The place of the narrative.
    """

    checks: tuple[Callable[[str], bool], ...]
    days: tuple[int, ...]
    amount: int
    text: int

    def is_of(self, head: Sequence[Record]) -> bool:
        """Whether all of the first records have this shape, dates in one style."""
        rows = [record for record in head if record.filled]
        if len(rows) < _FEWEST_ROWS or not all(map(self.fits, rows)):
            return False
        return bool(self.styles(rows))

    def fits(self, record: Record) -> bool:
        """Whether a record has this shape."""
        if len(record.cells) != len(self.checks):
            return False
        return all(
            check(cell.strip()) for check, cell in zip(self.checks, record.cells, strict=True)
        )

    def styles(
        self,
        rows: Iterable[Record],
        among: Iterable[DateStyle] = (DAY_FIRST, YEAR_FIRST),
    ) -> tuple[DateStyle, ...]:
        """Return the styles in which all dates of the rows are days."""
        cells = [record.cells[at].strip() for record in rows for at in self.days]
        return styles_that_fit(cells, among)


def is_day(cell: str) -> bool:
    """Whether a cell is a day, the month not first."""
    return bool(styles_that_fit([cell], (DAY_FIRST, YEAR_FIRST)))


def is_amount(cell: str) -> bool:
    """Whether a cell is an amount with a decimal comma and two decimals."""
    return bool(_AMOUNT.fullmatch(cell))


def is_anything(cell: str) -> bool:  # noqa: ARG001 - a check like the others
    """Any narrative, an empty one too: it is emptied where it holds a card number."""
    return True


@dataclass(slots=True)
class CsvStatement:
    """Makes items of a statement's rows.

    Attributes:
        styles: The date styles that fit all rows up to now, the month first among them.
    """

    file: str
    shape: Shape
    currency: str
    styles: tuple[DateStyle, ...] = (DAY_FIRST, YEAR_FIRST, MONTH_FIRST)

    def item(self, record: Record) -> LedgerItem:
        """Return a row as a ledger item.

        Raises:
            ExportError: It has another shape than the rows before, or dates in another style.
        """
        if not self.shape.fits(record):
            raise self._fault(record, "has not the cells that the rows before it have")
        mentions = mentioned_numbers(record.cells[self.shape.text])
        return LedgerItem(
            side=Side.BANK,
            kind=ItemKind.BANK_ENTRY,
            source_file=self.file,
            source_row=record.first_line,
            source_id=f"row-{record.row_hash}",
            on=self._day(record),
            money=Money(self.amount(record, self.shape.amount), self.currency),
            row_hash=record.row_hash,
            mentions=mentions,
            shown=printed_reference(next(iter(mentions), "")),
        )

    def amount(self, record: Record, at: int) -> Decimal:
        """Return the amount in a cell.

        Raises:
            ExportError: It has more digits than an amount, or more decimals than the currency.
        """
        cell = _SPACES.sub("", record.cells[at].strip().removeprefix("+"))
        try:
            amount = parse_amount(cell, decimal_comma=True)
        except ValueError as error:
            raise self._fault(record, f"has an amount that {error}") from error
        if not fits(amount, self.currency):
            raise self._fault(record, "has more decimals than the home currency")
        return amount

    def _day(self, record: Record) -> date:
        self.styles = self.shape.styles([record], self.styles)
        style = next((style for style in self.styles if style is not MONTH_FIRST), None)
        day = style.parse(record.cells[self.shape.days[0]].strip()) if style else None
        if day is None:
            raise self._fault(record, "has a date in another order than the rows before it")
        return day

    def _fault(self, record: Record, reason: str) -> ExportError:
        return ExportError(self.file, reason, line=record.first_line, remedy=EXPORT_AGAIN)

    def findings(self) -> tuple[Finding, ...]:
        """Return what is to be said of the dates."""
        if MONTH_FIRST not in self.styles:
            return ()
        message = "The dates could have the month first; they were read with the day first."
        return (Finding(Severity.WARNING, "ambiguous_dates", message),)
