"""Bank statements as CSV without a header: day, narrative, value day, amount, balance thereafter.

As Danish banks give them, newest first or oldest first. The currency is not printed: it is the home
currency. Each balance is the one before plus the amount; nothing else tells the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._bank_csv import (
    EXPORT_AGAIN,
    NO_HEADER,
    CsvStatement,
    Shape,
    is_amount,
    is_anything,
    is_day,
)
from suitehouse.exports._item_rows import Observed, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportRow, FileFacts, Finding, Reading, Severity
from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_AMOUNT, _BALANCE = 3, 4
_SHAPE = Shape(
    checks=(is_day, is_anything, is_day, is_amount, is_amount), days=(0, 2), amount=_AMOUNT, text=1
)


class BankCsvRunningBalance:
    """The export format; see the module."""

    side = Side.BANK
    system = "Bank (CSV)"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether all of the first records have the shape of this statement."""
        return _SHAPE.is_of(head)

    def read(self, table: Table, books: Books) -> Reading:
        """Return the statement with each line accounted for; see `TableFormat`."""
        reader = _Reader(table, CsvStatement(table.name, _SHAPE, books.home_currency))
        return Reading(reader.rows(), reader.facts)


bank_csv_running_balance = BankCsvRunningBalance()


@dataclass(slots=True)
class _Breaks:
    """How many rows break a chain, and the line of the first; 0 where none does."""

    count: int = 0
    first: int = 0

    def add(self, line: int) -> None:
        self.first = self.first or line
        self.count += 1


@dataclass(slots=True)
class _Chain:
    """Whether one cell of each row is that of the row before plus another, going up or down.

    Attributes:
        broken: Where it is not: oldest first, and newest first. One of the two breaks in every row.
    """

    before: tuple[Decimal, Decimal] | None = None
    broken: tuple[_Breaks, _Breaks] = field(default_factory=lambda: (_Breaks(), _Breaks()))

    def add(self, amount: Decimal, balance: Decimal, line: int) -> None:
        if self.before is not None:
            amount_before, balance_before = self.before
            if balance_before + amount != balance:
                self.broken[0].add(line)
            if balance + amount_before != balance_before:
                self.broken[1].add(line)
        self.before = amount, balance

    @property
    def fewest(self) -> _Breaks:
        return min(self.broken, key=lambda breaks: breaks.count)


@dataclass(slots=True)
class _Reader:
    """A statement as far as it has been read.

    Attributes:
        swapped: The chain as it would be if amount and balance stood the other way round.
    """

    table: Table
    statement: CsvStatement
    observed: Observed = field(default_factory=lambda: Observed("bank entries"))
    chain: _Chain = field(default_factory=_Chain)
    swapped: _Chain = field(default_factory=_Chain)

    def rows(self) -> Iterator[ExportRow]:
        yield from read_rows(self.table, NO_HEADER, self._item, self.observed).rows
        if self.chain.fewest.count and not self.swapped.fewest.count:
            reason = "has the amount where the balance should stand, or holds no balances"
            raise ExportError(self.table.name, reason, remedy=EXPORT_AGAIN)

    def _item(self, record: Record) -> LedgerItem:
        item = self.statement.item(record)
        balance = self.statement.amount(record, _BALANCE)
        self.chain.add(item.money.amount, balance, record.first_line)
        self.swapped.add(balance, item.money.amount, record.first_line)
        return item

    def facts(self) -> FileFacts:
        """Return what is to be said of the statement, now that all was read."""
        found = [*self.table.findings, *self.statement.findings()]
        broken = self.chain.fewest
        if broken.count:
            message = (
                f"The balance does not follow from the row beside it; such rows: {broken.count}."
            )
            found.append(Finding(Severity.ERROR, "total_does_not_foot", message, broken.first))
        return replace(self.observed.facts(found), agrees_to_total=not broken.count)
