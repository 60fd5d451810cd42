"""The cells of one row of an export, asked for by our names, and the item that it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import is_shortened
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import Money, exponent, fits, parse_minor_units
from suitehouse.tabular.columns import Columns
from suitehouse.tabular.dates import DateStyle, parse_instant
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import (
    mentioned_numbers,
    printed_id,
    printed_reference,
    usable_reference,
)
from suitehouse.tabular.stamps import Stamp, parse_stamp

# Of master data without a date; such rows never count towards what a file covers.
UNDATED: Final = date.min
_YES: Final = frozenset({"t", "true", "yes", "y", "1", "x"})


@dataclass(frozen=True, slots=True)
class Notation:
    """How one file writes days and amounts.

    Attributes:
        style: How days are printed; without one they are time stamps, year first.
        small_units: Where amounts are whole numbers of small units, how many digits stand behind
            the point in the currencies that go their own way.
    """

    style: DateStyle | None = None
    decimal_comma: bool = False
    small_units: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """What a row is known by.

    Attributes:
        own_id: The system's own id of the transaction; empty if the row has none.
        numbers: Document numbers it states, in order of trust.
        memo: Free text, searched for invoice numbers only.
        passing: Our names of the columns that a later export of the row fills otherwise; a row
            without id and number is known by all that are read but those.
    """

    own_id: str = ""
    numbers: tuple[str, ...] = ()
    memo: str = ""
    passing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A record whose cells are asked for by our names of the columns."""

    side: Side
    columns: Columns
    record: Record
    notation: Notation = Notation()

    def text(self, name: str) -> str:
        """Return a cell, trimmed; empty where the column or the cell is absent."""
        return self.columns.text(self.record, name)

    def is_yes(self, name: str) -> bool:
        """Whether a cell says yes, in one of the ways systems write that."""
        return self.text(name).casefold() in _YES

    def amount(self, name: str, currency: str) -> Decimal:
        """Return a cell as an amount in its currency's decimals."""
        if self.notation.small_units is not None:
            return self._small(name, currency)
        comma = self.notation.decimal_comma
        return self.columns.amount(self.record, name, currency, decimal_comma=comma)

    def number(self, name: str) -> Decimal:
        """Return a cell as a number with any decimals."""
        comma = self.notation.decimal_comma
        return self.columns.number(self.record, name, decimal_comma=comma)

    def optional_amount(self, name: str, currency: str) -> Decimal | None:
        """Return a cell as an amount; nothing where it is empty."""
        return self.amount(name, currency) if self.text(name) else None

    def unsigned(self, name: str, currency: str) -> Decimal:
        """Return a cell as an amount that is never negative."""
        amount = self.amount(name, currency)
        if amount < 0:
            raise self.fault(name, "is negative where it never is")
        return amount

    def currency(self, name: str, default: str = "") -> str:
        """Return a cell as an ISO code; the default, if there is one, where it is empty."""
        return self.columns.currency(self.record, name, default)

    def instant(self, name: str) -> datetime:
        """Return a cell as an instant in UTC, which one without a zone is in."""
        try:
            return parse_instant(self.text(name))
        except ValueError as error:
            raise self.fault(name, str(error)) from error

    def stamp(self, name: str) -> Stamp:
        """Return a cell as a time stamp."""
        try:
            return parse_stamp(self.text(name))
        except ValueError as error:
            raise self.fault(name, str(error)) from error

    def day(self, name: str) -> date:
        """Return a cell as a day."""
        style = self.notation.style
        return self.columns.day(self.record, name, style) if style else self.stamp(name).day

    def optional_day(self, name: str) -> date | None:
        """Return a cell as a day; nothing where it is empty."""
        return self.day(name) if self.text(name) else None

    def _small(self, name: str, currency: str) -> Decimal:
        digits = (self.notation.small_units or {}).get(currency, exponent(currency))
        try:
            amount = parse_minor_units(self.text(name), digits)
        except ValueError as error:
            raise self.fault(name, str(error)) from error
        if not fits(amount, currency):
            raise self.fault(name, "has more decimals than its currency")
        return amount

    def _lasting_id(self, passing: tuple[str, ...]) -> str:
        """What a row without id and number is known by: the cells that are read, in any order."""
        cells = self.record.cells
        said = (
            f"{name}={cells[at].strip()}"
            for name, places in sorted(self.columns.positions.items())
            for at in places
            if name not in passing and at < len(cells) and cells[at].strip()
        )
        return f"row-{replace(self.record, cells=tuple(said)).row_hash}"

    def fault(self, name: str, reason: str) -> ExportError:
        """Return the error that blames one cell."""
        return self.columns.fault(self.record, name, reason)

    def item(self, kind: ItemKind, on: date, money: Money, named: Named) -> LedgerItem:
        """Return the row as an item with what it is known by; the format adds what else it says."""
        usable = (usable_reference(number) for number in named.numbers)
        references = tuple(dict.fromkeys(number for number in usable if number))
        mentions = mentioned_numbers(named.memo)
        printed = printed_reference(next(iter(references), ""))
        # Many rows share what a spreadsheet left of their ids: such a one tells none from another.
        own_id = "" if is_shortened(named.own_id) else printed_id(named.own_id)
        return LedgerItem(
            side=self.side,
            kind=kind,
            source_file=self.columns.file,
            source_row=self.record.first_line,
            source_id=own_id or printed or self._lasting_id(named.passing),
            on=on,
            money=money,
            row_hash=self.record.row_hash,
            has_own_id=bool(own_id),
            references=references,
            mentions=mentions,
            shown=printed or next(iter(mentions), ""),
        )


def status_of(amount: Decimal, open_amount: Decimal | None) -> PaymentStatus:
    """Return how far a document of an amount is settled, as what is still open says."""
    if open_amount is None or not amount:
        return PaymentStatus.UNKNOWN
    if not open_amount:
        return PaymentStatus.PAID
    return PaymentStatus.OPEN if open_amount == amount else PaymentStatus.PARTIAL
