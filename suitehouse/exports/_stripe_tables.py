"""Tables of Stripe's interface as connectors store them: amounts in small units, times in UTC.

A row is known by its balance transaction where it names one, so that the same movement is known
again in the balance table and in a payout report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, first_filled, has_columns, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import LedgerItem, Side
from suitehouse.ledger.money import Money, exponent, fits, parse_minor_units
from suitehouse.tabular.columns import Columns, locate_columns
from suitehouse.tabular.dates import parse_instant
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import is_printable_id, printed_id, usable_reference
from suitehouse.tabular.table import Table

# Stripe's own rule: these keep two digits, always zero, and the ariary is sent without any.
_DIGITS = {"ISK": 2, "UGX": 2, "MGA": 0}
_NAMES_A_DOCUMENT = re.compile(r"invoice|reference|document", re.IGNORECASE)
_ZONE_IN_WORDS = re.compile(r" UTC\Z")


@dataclass(frozen=True, slots=True)
class StripeTable:
    """A kind of table as an export format: the columns that tell it, and what one of its rows is.

    Attributes:
        expected: What it holds, in words.
    """

    aliases: Mapping[str, Sequence[str]]
    signature: Sequence[str]
    expected: str
    item: Callable[[TableRow], LedgerItem]
    side: Side = Side.PROCESSOR
    system: str = "Stripe"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the table's header."""
        return has_columns(first_filled(head), self.aliases, self.signature)

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the table with each line accounted for; see `TableFormat`."""
        header = first_filled(table.records())
        if header is None or not self.recognises([header]):
            remedy = "Export the table again."
            raise ExportError(table.name, "has no header of this table", remedy=remedy)
        columns = locate_columns(table.name, header, self.aliases)
        observed = Observed(self.expected)
        return read_rows(table, header, lambda record: self.item(_row(columns, record)), observed)


def _row(columns: Columns, record: Record) -> TableRow:
    columns.check_width(record)
    return TableRow(columns, record, columns.currency(record, "currency"))


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row, with the currency that its amounts are in."""

    columns: Columns
    record: Record
    currency: str

    def text(self, name: str) -> str:
        """Return a cell, trimmed."""
        return self.columns.text(self.record, name)

    def is_true(self, name: str) -> bool:
        """Whether a cell says yes; an empty one does not."""
        return self.text(name).casefold() == "true"

    @property
    def is_a_test(self) -> bool:
        """Whether the row says that it is from Stripe's test mode, where no money moves."""
        return bool(self.text("live")) and not self.is_true("live")

    def amount(self, name: str) -> Decimal:
        """Return a cell of small units in major units.

        Raises:
            ExportError: It is no whole number, or not one that its currency can have.
        """
        digits = _DIGITS.get(self.currency, exponent(self.currency))
        try:
            amount = parse_minor_units(self.text(name), digits)
        except ValueError as error:
            raise self.columns.fault(self.record, name, str(error)) from error
        if not fits(amount, self.currency):
            reason = "has more decimals than its currency"
            raise self.columns.fault(self.record, name, reason)
        return amount

    def unsigned(self, name: str) -> Decimal:
        """Return an amount that is never negative.

        Raises:
            ExportError: It is, or it is no amount.
        """
        amount = self.amount(name)
        if amount < 0:
            raise self.columns.fault(self.record, name, "is negative where it never is")
        return amount

    def money(self, amount: Decimal) -> Money:
        """Return an amount in the row's currency."""
        return Money(amount, self.currency)

    def moment(self, name: str) -> datetime:
        """Return a cell as a UTC instant.

        Raises:
            ExportError: It is none.
        """
        try:
            return parse_instant(_ZONE_IN_WORDS.sub("+00:00", self.text(name)))
        except ValueError as error:
            raise self.columns.fault(self.record, name, str(error)) from error

    def key(self, *names: str) -> str:
        """Return the first id that is filled, as outputs show it, else the row's digest."""
        filled = next(filter(None, map(self.text, names)), "")
        return printed_id(filled) or f"row-{self.record.row_hash}"

    def has_key(self, *names: str) -> bool:
        """Whether the first id that is filled is one that Stripe made."""
        return is_printable_id(next(filter(None, map(self.text, names)), ""))

    def references(self) -> tuple[str, ...]:
        """Return the document numbers in the merchant's metadata; only of keys that name one."""
        return tuple(dict.fromkeys(_documents(self.text("metadata"))))


def _documents(cell: str) -> Iterator[str]:
    """The document numbers of a JSON object; what is none is no fault, merchants write it."""
    try:
        loaded: Any = json.loads(cell) if cell else {}
    except (ValueError, RecursionError):
        return
    if not isinstance(loaded, dict):
        return
    for key, value in loaded.items():
        if _NAMES_A_DOCUMENT.search(key) and isinstance(value, str | int):
            reference = usable_reference(str(value))
            yield from [reference] if reference else []
