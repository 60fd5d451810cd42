"""The totals and counts that PayPal's typed reports print of themselves, compared with the rows.

A total row has no header: currency, gross credits and debits, fee credits and debits, then pairs of
a sign and a balance (beginning and ending available first), then the number of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.ledger.export_file import Finding, Severity
from suitehouse.ledger.item import LedgerItem
from suitehouse.ledger.money import parse_minor_units
from suitehouse.tabular.records import Record

DOWNLOAD_AGAIN = "Download the report again and do not edit it."
# Amounts are hundredths in every currency, also in one without decimals.
HUNDREDTHS = 2
_WITH_TOTALS = 7
_ROLLED = 11


@dataclass(slots=True)
class CurrencySums:
    """What the rows of one currency add to, as unsigned columns."""

    credit: Decimal = Decimal(0)
    debit: Decimal = Decimal(0)
    fee_credit: Decimal = Decimal(0)
    fee_debit: Decimal = Decimal(0)
    count: int = 0

    def add(self, item: LedgerItem) -> None:
        """Take in one more row."""
        amount, fee = item.money.amount, item.fee or Decimal(0)
        self.credit += max(amount, Decimal(0))
        self.debit += max(-amount, Decimal(0))
        self.fee_credit += max(-fee, Decimal(0))
        self.fee_debit += max(fee, Decimal(0))
        self.count += 1

    @property
    def totals(self) -> tuple[Decimal, ...]:
        """The columns in the order in which a total row prints them."""
        return self.credit, self.debit, self.fee_credit, self.fee_debit

    @property
    def movement(self) -> Decimal:
        """What the rows do to the balance."""
        return self.credit - self.debit + self.fee_credit - self.fee_debit


@dataclass(slots=True)
class Stretch:
    """A section or a whole report: its rows by currency, and which totals were printed.

    Attributes:
        moved: Only the rows that move the balance.
    """

    all: dict[str, CurrencySums] = field(default_factory=lambda: defaultdict(CurrencySums))
    moved: dict[str, CurrencySums] = field(default_factory=lambda: defaultdict(CurrencySums))
    printed: set[str] = field(default_factory=set)
    count: int = 0

    def add(self, item: LedgerItem) -> None:
        """Take in one more row."""
        currency = item.money.currency
        self.count += 1
        self.all[currency].add(item)
        if not item.set_aside:
            self.moved[currency].add(item)

    def foot(self, name: str, record: Record) -> list[Finding]:
        """Compare a total row with the rows; rows that move nothing may be in it or not.

        Raises:
            ExportError: The row is no total row.
        """
        printed = _printed(name, record)
        self.printed.add(printed.currency)
        sums = self.all[printed.currency], self.moved[printed.currency]
        if not any((each.totals, each.count) == (printed.totals, printed.count) for each in sums):
            message = "The rows of a currency do not add to the totals or count that are printed."
            return [Finding(Severity.ERROR, "total_does_not_foot", message, record.first_line)]
        if printed.roll not in (None, *(each.movement for each in sums)):
            message = "The rows do not lead from the beginning to the ending available balance."
            return [Finding(Severity.WARNING, "balance_does_not_roll", message, record.first_line)]
        return []

    def missing(self, record: Record) -> list[Finding]:
        """Say so if a currency has no total; one whose rows cancel out needs none."""
        moving = {currency for currency, sums in self.moved.items() if sums.movement}
        if moving <= self.printed:
            return []
        message = "A currency has rows that move its balance and no row of totals."
        return [Finding(Severity.ERROR, "total_is_missing", message, record.first_line)]


@dataclass(frozen=True, slots=True)
class _Printed:
    currency: str
    totals: tuple[Decimal, ...]
    count: int
    roll: Decimal | None


def printed_count(name: str, record: Record) -> int:
    """Return the number of rows that a counting row prints.

    Raises:
        ExportError: It prints none.
    """
    return int(_number(name, record, _filled(record)[1:2], 0))


def _printed(name: str, record: Record) -> _Printed:
    cells = _filled(record)
    if len(cells) < _WITH_TOTALS:
        raise _fault(name, record, "is a row of totals with too few cells")
    totals = tuple(_number(name, record, cells[at : at + 1], HUNDREDTHS) for at in range(2, 6))
    roll = None
    if len(cells) >= _ROLLED:
        start, end = (_balance(name, record, cells[at : at + 2]) for at in (6, 8))
        roll = end - start
    return _Printed(cells[1].upper(), totals, int(_number(name, record, cells[-1:], 0)), roll)


def _balance(name: str, record: Record, cells: Sequence[str]) -> Decimal:
    amount = _number(name, record, cells[1:], HUNDREDTHS)
    return -amount if cells[0].upper() == "DR" else amount


def _number(name: str, record: Record, cells: Sequence[str], digits: int) -> Decimal:
    try:
        return parse_minor_units(cells[0] if cells else "", digits)
    except ValueError as error:
        raise _fault(name, record, f"holds a total that {error}") from error


def _filled(record: Record) -> list[str]:
    """The cells without those that only pad the row to a fixed width."""
    cells = [cell.strip() for cell in record.cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _fault(name: str, record: Record, reason: str) -> ExportError:
    return ExportError(name, reason, line=record.first_line, remedy=DOWNLOAD_AGAIN)
