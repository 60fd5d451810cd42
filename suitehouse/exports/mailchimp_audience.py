"""Mailchimp's audience export: one file each of the subscribed, the unsubscribed and the cleaned.

What happened to the address is told by which columns the file has. Times have no zone in it and are
taken as UTC. A row moves no money. Names, notes, tags and reasons are kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from suitehouse.errors import ExportError
from suitehouse.exports._item_rows import Observed, first_filled, has_columns, read_rows
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, header_names, locate_columns
from suitehouse.tabular.dates import parse_instant
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import is_printable_id, printed_id
from suitehouse.tabular.table import Table

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "email": ("email address",),
    "first_name": ("first name",),
    "last_name": ("last name",),
    "opted_in": ("optin_time",),
    "confirmed": ("confirm_time",),
    "changed": ("last_changed",),
    "unsubscribed": ("unsub_time",),
    "cleaned": ("clean_time",),
    "member": ("leid",),
    "address": ("euid",),
}
_REQUIRED = ("email", "opted_in", "confirmed", "member", "address")
# Which of a row's times is that of what happened; of several the latest.
_TIMES = {
    ItemKind.SUBSCRIBER: ("changed", "confirmed", "opted_in"),
    ItemKind.UNSUBSCRIBE: ("unsubscribed",),
    ItemKind.CLEANED: ("cleaned",),
}
_EXPORT_AGAIN = "Export the audience again and do not edit the files."


class MailchimpAudience:
    """The export format; see the module."""

    side = Side.MARKETING
    system = "Mailchimp"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the export's header."""
        return _header_of(head) is not None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the audience with each line accounted for; see `TableFormat`."""
        header = _header_of(table.records())
        if header is None:
            raise ExportError(table.name, "has no header of an audience", remedy=_EXPORT_AGAIN)
        columns = locate_columns(table.name, header, _ALIASES)
        parser = _Parser(columns, _kind_of(columns, header), books.home_currency)
        return read_rows(table, header, parser.item, Observed("members of an audience"))


mailchimp_audience = MailchimpAudience()


@dataclass(frozen=True, slots=True)
class _Parser:
    columns: Columns
    kind: ItemKind
    home_currency: str

    def item(self, record: Record) -> LedgerItem:
        """Return a member as a ledger item."""
        columns = self.columns
        columns.check_width(record)
        at = self._at(record)
        own_id = columns.text(record, "member") or columns.text(record, "address")
        return LedgerItem(
            side=Side.MARKETING,
            kind=self.kind,
            source_file=columns.file,
            source_row=record.first_line,
            source_id=printed_id(own_id) or f"row-{record.row_hash}",
            on=at.date(),
            at=at,
            money=Money(Decimal(0), self.home_currency),
            row_hash=record.row_hash,
            has_own_id=is_printable_id(own_id),
            party_name=self._name(record),
            party_email=self._email(record),
        )

    def _name(self, record: Record) -> str:
        names = (self.columns.text(record, name) for name in ("first_name", "last_name"))
        return " ".join(filter(None, names))

    def _email(self, record: Record) -> str:
        """In small letters: Mailchimp takes addresses that differ in case for one member."""
        email = self.columns.text(record, "email")
        if "@" not in email:
            raise self.columns.fault(record, "email", "is not an e-mail address")
        return email.lower()

    def _at(self, record: Record) -> datetime:
        names = _TIMES[self.kind]
        times = [self._time(record, name) for name in names if self.columns.text(record, name)]
        if not times:
            raise self.columns.fault(record, names[0], "is empty, so the row has no day")
        return max(times)

    def _time(self, record: Record, name: str) -> datetime:
        try:
            return parse_instant(self.columns.text(record, name))
        except ValueError as error:
            raise self.columns.fault(record, name, str(error)) from error


def _header_of(records: Iterable[Record]) -> Record | None:
    first = first_filled(records)
    return first if first is not None and has_columns(first, _ALIASES, _REQUIRED) else None


def _has(header: Record, prefix: str) -> bool:
    """Whether any column tells of an event: without its time, its file is still no other."""
    return any(name.startswith(prefix) for name in header_names(header))


def _kind_of(columns: Columns, header: Record) -> ItemKind:
    """A file that has both times was put together by hand; no row of it says what happened."""
    is_unsubscribed, is_cleaned = _has(header, "unsub_"), _has(header, "clean_")
    if is_unsubscribed and is_cleaned:
        reason = "has both UNSUB_TIME and CLEAN_TIME, so it is not one of the three files"
        raise ExportError(
            columns.file, reason, line=header.first_line, column="clean_time", remedy=_EXPORT_AGAIN
        )
    if is_unsubscribed:
        return ItemKind.UNSUBSCRIBE
    return ItemKind.CLEANED if is_cleaned else ItemKind.SUBSCRIBER
