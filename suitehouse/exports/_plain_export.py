"""Exports that are one header and a row for each thing, and the cells of such rows.

A format says which headers it has and what a row is; finding the header and accounting for lines is
the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Final

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, has_columns, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Finding, Reading, RowKind
from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import CURRENCY_CODE, Money, fits, parse_amount
from suitehouse.tabular.columns import Columns, header_names, locate_columns
from suitehouse.tabular.dates import DateStyle
from suitehouse.tabular.numerals import plain_amount
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import (
    mentioned_numbers,
    printed_id,
    printed_reference,
    usable_reference,
)
from suitehouse.tabular.stamps import Stamp, parse_stamp
from suitehouse.tabular.table import Table

# Of master data without a date; such rows never count towards what a file covers.
UNDATED: Final = date.min
_HEAD_RECORDS: Final = 40
_YES: Final = frozenset({"t", "true", "yes", "y", "1", "x"})


@dataclass(frozen=True, slots=True)
class Notation:
    """How one file writes days and amounts; without a style, days are time stamps, year first."""

    style: DateStyle | None = None
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What a row is known by.

    Attributes:
        own_id: The system's own id of the transaction; empty if the row has none.
        numbers: Document numbers it states, in order of trust.
        memo: Free text, searched for invoice numbers only.
    """

    own_id: str = ""
    numbers: tuple[str, ...] = ()
    memo: str = ""


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
        amount = self.number(name)
        if not fits(amount, currency):
            raise self.fault(name, "has more decimals than its currency")
        return amount

    def number(self, name: str) -> Decimal:
        """Return a cell as a number with any decimals."""
        cell = plain_amount(self.text(name))
        try:
            return parse_amount(cell, decimal_comma=self.notation.decimal_comma)
        except ValueError as error:
            raise self.fault(name, str(error)) from error

    def optional_amount(self, name: str, currency: str) -> Decimal | None:
        """Return a cell as an amount; nothing where it is empty."""
        return self.amount(name, currency) if self.text(name) else None

    def currency(self, name: str, default: str = "") -> str:
        """Return a cell as an ISO code; the default, if there is one, where it is empty."""
        code = self.text(name).upper() or default
        if not CURRENCY_CODE.fullmatch(code):
            raise self.fault(name, "is not a currency code")
        return code

    def stamp(self, name: str) -> Stamp:
        """Return a cell as a time stamp."""
        try:
            return parse_stamp(self.text(name))
        except ValueError as error:
            raise self.fault(name, str(error)) from error

    def day(self, name: str) -> date:
        """Return a cell as a day."""
        style = self.notation.style
        if style is None:
            return self.stamp(name).day
        day = style.parse(self.text(name))
        if day is None:
            raise self.fault(name, "is not a date")
        return day

    def optional_day(self, name: str) -> date | None:
        """Return a cell as a day; nothing where it is empty."""
        return self.day(name) if self.text(name) else None

    def fault(self, name: str, reason: str) -> ExportError:
        """Return the error that blames one cell."""
        return self.columns.fault(self.record, name, reason)

    def item(self, kind: ItemKind, on: date, money: Money, named: Named) -> LedgerItem:
        """Return the row as an item with what it is known by; the format adds what else it says."""
        usable = (usable_reference(number) for number in named.numbers)
        references = tuple(dict.fromkeys(number for number in usable if number))
        mentions = mentioned_numbers(named.memo)
        printed = printed_reference(next(iter(references), ""))
        own_id = printed_id(named.own_id)
        return LedgerItem(
            side=self.side,
            kind=kind,
            source_file=self.columns.file,
            source_row=self.record.first_line,
            source_id=own_id or printed or f"row-{self.record.row_hash}",
            on=on,
            money=money,
            row_hash=self.record.row_hash,
            has_own_id=bool(own_id),
            references=references,
            mentions=mentions,
            shown=printed or next(iter(mentions), ""),
        )


def no_checks(row: Row, item: LedgerItem) -> Iterator[Finding]:  # noqa: ARG001 - a check's shape
    """Return nothing: what the row says agrees with itself for all we know."""
    return iter(())


@dataclass(frozen=True, slots=True)
class PlainExport:
    """An export format told by its headers, each row an item.

    Attributes:
        aliases: For each of our names the headers that mean it, preferred first.
        required: Our names of the columns without which a file is none of this format.
        item: Returns the item that a row is, or what else it is for.
        without: Headers that only other exports have.
        checks: Returns what a row contradicts itself in.
        expected: The kinds that are known, in words; empty where any kind is.
    """

    side: Side
    system: str
    aliases: Mapping[str, Sequence[str]]
    required: tuple[str, ...]
    item: Callable[[Row, Books], LedgerItem | RowKind]
    without: frozenset[str] = frozenset()
    checks: Callable[[Row, LedgerItem], Iterator[Finding]] = no_checks
    expected: str = ""

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the export's header."""
        return self._header(head) is not None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the export with each line accounted for; see `TableFormat`."""
        header = self._header(table.records())
        if header is None:
            reason = "has no header of this export"
            raise ExportError(table.name, reason, remedy="Export the file again.")
        columns = locate_columns(table.name, header, self.aliases)
        observed = Observed(self.expected)

        def parse(record: Record) -> LedgerItem | RowKind:
            columns.check_width(record)
            row = Row(self.side, columns, record)
            item = self.item(row, books)
            if isinstance(item, LedgerItem):
                observed.findings.extend(self.checks(row, item))
            return item

        return read_rows(table, header, parse, observed)

    def _header(self, records: Iterable[Record]) -> Record | None:
        return header_of(records, self.aliases, self.required, self.without)


def header_of(
    records: Iterable[Record],
    aliases: Mapping[str, Sequence[str]],
    required: Sequence[str],
    without: frozenset[str] = frozenset(),
) -> Record | None:
    """Return the first of the first records that has every required column and none of others'."""
    for record in islice(records, _HEAD_RECORDS):
        if has_columns(record, aliases, required) and not header_names(record) & without:
            return record
    return None


def status_of(amount: Decimal, open_amount: Decimal | None) -> PaymentStatus:
    """Return how far a document of an amount is settled, as what is still open says."""
    if open_amount is None or not amount:
        return PaymentStatus.UNKNOWN
    if not open_amount:
        return PaymentStatus.PAID
    return PaymentStatus.OPEN if open_amount == amount else PaymentStatus.PARTIAL
