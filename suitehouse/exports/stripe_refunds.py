"""Stripe's table of refunds, in small units and unsigned: money given back on charges."""

from __future__ import annotations

from collections.abc import Sequence

from suitehouse.exports._stripe_tables import StripeTable, TableRow
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import Reading
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import mentioned_numbers, printed_reference
from suitehouse.tabular.table import Table

_TABLE = StripeTable(
    aliases={
        "id": ("id",),
        "amount": ("amount",),
        "transaction": ("balance_transaction_id", "balance_transaction"),
        "charge": ("charge_id", "charge"),
        "created": ("created",),
        "currency": ("currency",),
        "description": ("description",),
        "failure": ("failure_balance_transaction_id", "failure_balance_transaction"),
        "metadata": ("metadata",),
        "reason": ("reason",),
        "status": ("status",),
    },
    signature=("id", "amount", "charge", "created", "currency", "failure", "reason", "status"),
    expected="refunds",
)
_SET_ASIDE = {
    "pending": "pending",
    "requires_action": "pending",
    "failed": "failed",
    "canceled": "failed",
}


class StripeRefunds:
    """The export format; see the module."""

    side = Side.PROCESSOR
    system = "Stripe"

    def recognises(self, head: Sequence[Record]) -> bool:
        """Whether the first record that holds anything is the table's header."""
        return _TABLE.recognises(head)

    def read(self, table: Table, books: Books) -> Reading:  # noqa: ARG002 - each row names its currency
        """Return the table with each line accounted for; see `TableFormat`."""
        return _TABLE.read(table, _item)


stripe_refunds = StripeRefunds()


def _item(row: TableRow) -> LedgerItem:
    at = row.moment("created")
    references = row.references()
    mentions = mentioned_numbers(row.text("description"))
    return LedgerItem(
        side=Side.PROCESSOR,
        kind=ItemKind.REFUND,
        source_file=row.columns.file,
        source_row=row.record.first_line,
        source_id=row.key("transaction", "id"),
        on=at.date(),
        at=at,
        money=row.money(-row.unsigned("amount")),
        row_hash=row.record.row_hash,
        has_own_id=row.has_key("transaction", "id"),
        references=references,
        mentions=mentions,
        shown=printed_reference(next(iter((*references, *mentions)), "")),
        link=row.text("charge"),
        set_aside=_SET_ASIDE.get(row.text("status").casefold(), ""),
    )
