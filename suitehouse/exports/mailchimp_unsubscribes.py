"""Mailchimp's unsubscribe events as loaded from its API: campaign, list, member and time.

The member is a digest of an address, so it is kept in memory only, and the event, which has no id,
is known by a stand-in of its parts. Reasons are people's own words and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, first_filled, has_columns, read_rows
from suitehouse.exports._scoped_ids import scoped_id
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, locate_columns
from suitehouse.tabular.dates import parse_instant
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "campaign": ("campaign_id",),
    "member": ("member_id", "email_id"),
    "list": ("list_id",),
    "reason": ("reason",),
    "time": ("timestamp",),
}
_REQUIRED = tuple(_ALIASES)


class MailchimpUnsubscribes:
    """The export format; see the module."""

    side = Side.MARKETING
    system = "Mailchimp"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the table's header."""
        return _header_of(head) is not None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the events with each line accounted for; see `TableFormat`."""
        header = _header_of(table.records())
        if header is None:
            remedy = "Export the table again."
            raise ExportError(table.name, "has no header of unsubscribes", remedy=remedy)
        parser = _Parser(locate_columns(table.name, header, _ALIASES), books.home_currency)
        return read_rows(table, header, parser.item, Observed("unsubscribes"))


mailchimp_unsubscribes = MailchimpUnsubscribes()


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns
    home_currency: str

    def item(self, record: Record) -> LedgerItem:
        """Return an event as a ledger item."""
        self.columns.check_width(record)
        parts = tuple(self._required(record, name) for name in ("list", "campaign", "member"))
        at = self._at(record)
        return LedgerItem(
            side=Side.MARKETING,
            kind=ItemKind.UNSUBSCRIBE,
            source_file=self.columns.file,
            source_row=record.first_line,
            source_id=scoped_id((*parts, at.isoformat())),
            on=at.date(),
            at=at,
            money=Money(Decimal(0), self.home_currency),
            row_hash=record.row_hash,
            has_own_id=True,
            party_id=parts[-1],
        )

    def _required(self, record: Record, name: str) -> str:
        if cell := self.columns.text(record, name):
            return cell
        raise self.columns.fault(record, name, "is empty")

    def _at(self, record: Record) -> datetime:
        try:
            return parse_instant(self.columns.text(record, "time"))
        except ValueError as error:
            raise self.columns.fault(record, "time", str(error)) from error


def _header_of(records: Iterable[Record]) -> Record | None:
    first = first_filled(records)
    return first if first is not None and has_columns(first, _ALIASES, _REQUIRED) else None
