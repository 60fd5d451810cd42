"""QuickBooks Online "Customer Contact List": who the customers are, no transactions.

Inside QuickBooks's frame of title and footer, but without groups or totals: a row with a name alone
is a customer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from suitehouse.exports._export_row import UNDATED, Named, Row
from suitehouse.exports._quickbooks_layout import Layout, find_header, lay_out, walk
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import (
    ExportRow,
    FileFacts,
    Finding,
    Reading,
    RowKind,
    Severity,
)
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.records import Record
from suitehouse.tabular.table import Table

_ALIASES = {
    "name": ("customer full name", "customer"),
    "phone": ("phone numbers", "phone"),
    "email": ("email",),
    "address": ("bill address", "billing address"),
}
_REQUIRED = ("name", "phone", "email", "address")


class QuickBooksCustomerList:
    """The export format; see the module."""

    side = Side.ERP
    system = "QuickBooks"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the list's header."""
        return find_header(head, _ALIASES, _REQUIRED) is not None

    def read(self, table: Table, books: Books) -> Reading:
        """Return the list with each line accounted for; see `TableFormat`."""
        layout = lay_out(table, _ALIASES, _REQUIRED)
        layout.has_groups = False
        listing = _Listing(layout, Money(Decimal(0), books.home_currency))
        return Reading(listing.rows(table), lambda: listing.facts(table.findings))


quickbooks_customer_list = QuickBooksCustomerList()


@dataclass(slots=True)
class _Listing:
    layout: Layout
    nothing: Money
    count: int = 0

    def rows(self, table: Table) -> Iterator[ExportRow]:
        for record, kind in walk(table, self.layout):
            item = self._customer(record) if kind is RowKind.ITEM else None
            yield ExportRow(record.first_line, record.last_line, kind, record.row_hash, item)

    def _customer(self, record: Record) -> LedgerItem:
        self.layout.columns.check_width(record)
        row = Row(Side.ERP, self.layout.columns, record)
        if not row.text("name"):
            raise row.fault("name", "is empty")
        self.count += 1
        return replace(
            row.item(ItemKind.CUSTOMER, UNDATED, self.nothing, Named()),
            party_name=row.text("name"),
            party_email=row.text("email"),
        )

    def facts(self, findings: Sequence[Finding]) -> FileFacts:
        return FileFacts(
            findings=(*findings, *self._findings()),
            entity=self.layout.entity,
            printed_at=self.layout.printed_at,
        )

    def _findings(self) -> Iterator[Finding]:
        if not self.layout.footer:
            message = "The list has no footer: it may be cut off, so customers may be missing."
            yield Finding(Severity.WARNING, "truncated", message)
        if not self.count:
            message = "The report has a header and no rows."
            yield Finding(Severity.WARNING, "no_rows", message)
