"""What Twilio's tables of calls and of messages have in common.

The price is negative, since we pay it, in decimals of its own, and blank where nothing was charged
or the price is not known yet. Numbers have lost the plus that E.164 begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, first_filled, has_columns, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import FileFacts, Finding, Reading, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money, parse_amount
from suitehouse.tabular.columns import Columns, locate_columns
from suitehouse.tabular.dates import parse_instant
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import printed_id
from suitehouse.tabular.table import Table

_COMMON: Final[Mapping[str, tuple[str, ...]]] = {
    "sid": ("sid", "id"),
    "from": ("from", "from_number"),
    "to": ("to", "to_number"),
    "direction": ("direction",),
    "status": ("status",),
    "price": ("price",),
    "unit": ("price_unit",),
    "created": ("created_at", "date_created"),
}
_REQUIRED: Final = ("sid", "from", "to", "direction", "status", "price", "unit")
# Nothing is charged for these, so a price will not come.
_FREE: Final = frozenset({"canceled", "failed", "busy", "no-answer", "undelivered"})
_E164: Final = re.compile(r"(?:whatsapp:|sms:)?\+?(?P<number>[1-9][0-9]{6,14})")
# A spreadsheet has rounded such a number: its last digits are lost.
_DAMAGED: Final = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")
_UTC: Final = re.compile(r" (?:UTC|GMT)\Z")


@dataclass(frozen=True, slots=True)
class TwilioTable:
    """One of the two tables.

    Attributes:
        times: The columns of the time that counts, the best first; the row's making is the last.
        aliases: The headers of those, and of a column that only this table has.
    """

    kind: ItemKind
    times: tuple[str, ...]
    aliases: Mapping[str, tuple[str, ...]]
    plural: str

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Every column that is read, with its headers."""
        return {**_COMMON, **self.aliases}

    def header_of(self, records: Iterable[Record]) -> Record | None:
        """Return the table's header if it is the first record that holds anything."""
        first = first_filled(records)
        wanted = (*_REQUIRED, *self.aliases)
        return first if first is not None and has_columns(first, self.columns, wanted) else None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the table with each line accounted for.

        Raises:
            ExportError: It has no header of this table, or a line is not what it should be.
        """
        header = self.header_of(table.records())
        if header is None:
            remedy = "Export the table again."
            raise ExportError(table.name, f"has no header of {self.plural}", remedy=remedy)
        columns = locate_columns(table.name, header, self.columns)
        reader = _Reader(self, columns, books.home_currency, Observed(self.plural))
        rows = read_rows(table, header, reader.item, reader.observed).rows
        return Reading(rows, lambda: reader.facts(table.findings))


@dataclass(slots=True)
class _Reader:
    """Makes items of rows.

    Attributes:
        unpriced: Rows that should have a price and have none.
    """

    table: TwilioTable
    columns: Columns
    home_currency: str
    observed: Observed
    unpriced: int = 0

    def item(self, record: Record) -> LedgerItem:
        columns = self.columns
        columns.check_width(record)
        sid = columns.text(record, "sid")
        if not sid:
            raise columns.fault(record, "sid", "is empty")
        at = self._at(record)
        return LedgerItem(
            side=Side.CALLS,
            kind=self.table.kind,
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed_id(sid),
            on=at.date(),
            at=at,
            money=self._money(record),
            row_hash=record.row_hash,
            has_own_id=True,
            party_id=self._party(record),
        )

    def _money(self, record: Record) -> Money:
        price = self.columns.text(record, "price")
        if not price:
            self.unpriced += self.columns.text(record, "status").casefold() not in _FREE
            has_unit = bool(self.columns.text(record, "unit"))
            unit = self.columns.currency(record, "unit") if has_unit else self.home_currency
            return Money(Decimal(0), unit)
        try:
            return Money(parse_amount(price), self.columns.currency(record, "unit"))
        except ValueError as error:
            raise self.columns.fault(record, "price", str(error)) from error

    def _at(self, record: Record) -> datetime:
        names = (*self.table.times, "created")
        name = next((name for name in names if self.columns.text(record, name)), names[0])
        try:
            return parse_instant(_UTC.sub("", self.columns.text(record, name)))
        except ValueError as error:
            raise self.columns.fault(record, name, str(error)) from error

    def _party(self, record: Record) -> str:
        """The number that is not ours, as E.164; a short code or a name as it stands."""
        is_inward = self.columns.text(record, "direction").casefold().startswith("inbound")
        name = "from" if is_inward else "to"
        cell = self.columns.text(record, name)
        if _DAMAGED.fullmatch(cell):
            raise self.columns.fault(record, name, "was rounded by a spreadsheet")
        found = _E164.fullmatch(cell)
        return f"+{found['number']}" if found else cell

    def facts(self, findings: Sequence[Finding]) -> FileFacts:
        found = list(findings)
        if self.unpriced:
            message = f"{self.unpriced} {self.table.plural} have no price yet; they count as nil."
            found.append(Finding(Severity.NOTE, "no_price", message))
        return self.observed.facts(found)
