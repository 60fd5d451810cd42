"""Shopify's orders export: one row per line item, the order's own cells on its first row only.

The first row of an order is the item; the rows below it, which repeat the order's name and no
total, are its lines. What was refunded stands in a column and is no row, so it is counted and told.
Days are as printed, in the shop's zone, whose offset changes with summer time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from suitehouse.errors import ExportError
from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._item_rows import Observed, read_rows
from suitehouse.exports._plain_export import header_of
from suitehouse.exports._shopify_words import order_status, set_aside
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import FileFacts, Finding, Reading, RowKind, Severity
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns, locate_columns
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import printed_id
from suitehouse.tabular.table import Table

_ALIASES = {
    "name": ("name",),
    "id": ("id",),
    "email": ("email",),
    "created": ("created at",),
    "total": ("total",),
    "tax": ("taxes",),
    "currency": ("currency",),
    "financial": ("financial status",),
    "cancelled": ("cancelled at",),
    "refunded": ("refunded amount",),
    "outstanding": ("outstanding balance",),
    "payment": ("payment reference", "payment id", "payment references"),
    "customer": ("billing name", "shipping name"),
    "line": ("lineitem name",),
    "note": ("notes",),
}
_REQUIRED = ("name", "created", "total", "currency", "line")
_OF_AN_ORDER = ("total", "currency", "financial")
_EXPORT_AGAIN = "Export the orders again and do not sort or edit the file."


class ShopifyOrders:
    """The export format; see the module."""

    side = Side.COMMERCE
    system = "Shopify"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether one of the first records is the export's header."""
        return header_of(head, _ALIASES, _REQUIRED) is not None

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each order names its currency
        """Return the orders with each line accounted for; see `TableFormat`."""
        header = header_of(table.records(), _ALIASES, _REQUIRED)
        if header is None:
            raise ExportError(table.name, "has no header of orders", remedy=_EXPORT_AGAIN)
        parser = _Parser(locate_columns(table.name, header, _ALIASES))
        reading = read_rows(table, header, parser.parse, Observed(""))
        return Reading(reading.rows, lambda: parser.facts(reading.facts()))


shopify_orders = ShopifyOrders()


@dataclass(slots=True)
class _Parser:
    """Reads rows in order, and knows the order above."""

    columns: Columns
    above: str = ""
    refunded: int = 0
    too_much: list[Finding] = field(default_factory=list)

    def parse(self, record: Record) -> LedgerItem | RowKind:
        self.columns.check_width(record)
        row = Row(Side.COMMERCE, self.columns, record)
        name = row.text("name")
        if not name:
            raise row.fault("name", "is empty")
        is_above = name == self.above
        if not any(row.text(cell) for cell in _OF_AN_ORDER):
            if not is_above:
                raise row.fault(
                    "name", "is a line of an order whose first row does not stand above"
                )
            return RowKind.DETAIL
        if is_above:
            raise row.fault("name", "repeats the order above with a total of its own")
        self.above = name
        return self._order(row)

    def _order(self, row: Row) -> LedgerItem:
        currency = row.currency("currency")
        money = Money(row.amount("total", currency), currency)
        created = row.stamp("created")
        is_cancelled = bool(row.text("cancelled"))
        financial = row.text("financial")
        self._see_refund(row, money)
        named = Named(row.text("id"), (row.text("name"),), row.text("note"))
        return replace(
            row.item(ItemKind.ORDER, created.day, money, named),
            at=created.at,
            tax=row.optional_amount("tax", currency),
            open_amount=row.optional_amount("outstanding", currency),
            link=printed_id(row.text("payment")),
            party_name=row.text("customer"),
            party_email=row.text("email"),
            status=order_status(financial, is_cancelled=is_cancelled),
            set_aside=set_aside(financial, is_cancelled=is_cancelled),
        )

    def _see_refund(self, row: Row, money: Money) -> None:
        refunded = row.optional_amount("refunded", money.currency)
        self.refunded += bool(refunded)
        if refunded and abs(refunded) > money.amount:
            message = "More was refunded than the order's total."
            place = row.record.first_line
            self.too_much.append(Finding(Severity.WARNING, "refund_exceeds_total", message, place))

    def facts(self, facts: FileFacts) -> FileFacts:
        return replace(facts, findings=(*facts.findings, *self._findings()))

    def _findings(self) -> Iterator[Finding]:
        yield from self.too_much
        if self.refunded:
            message = (
                f"{self.refunded} orders were refunded in all or in part; the amounts stand in a "
                "column and are in no row."
            )
            yield Finding(Severity.NOTE, "refunds_in_a_column", message)
