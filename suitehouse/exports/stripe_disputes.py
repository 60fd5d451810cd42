"""Stripe's table of disputes, in small units and unsigned: money that banks took back.

A dispute that was won is taken and given back in one row, so nothing is left of it; an inquiry
takes nothing. Both are set aside. The dispute fee is not in this table.
"""

from __future__ import annotations

from suitehouse.exports._stripe_tables import StripeTable, TableRow
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.tabular.references import printed_reference

_INQUIRY = "warning_"
_WON = "won"


def _item(row: TableRow) -> LedgerItem:
    at = row.moment("created")
    references = row.references()
    return LedgerItem(
        side=Side.PROCESSOR,
        kind=ItemKind.DISPUTE,
        source_file=row.columns.file,
        source_row=row.record.first_line,
        source_id=row.key("transaction", "id"),
        on=at.date(),
        at=at,
        money=row.money(-row.unsigned("amount")),
        row_hash=row.record.row_hash,
        has_own_id=row.has_key("transaction", "id"),
        references=references,
        shown=printed_reference(next(iter(references), "")),
        link=row.text("charge"),
        set_aside=_set_aside(row),
    )


def _set_aside(row: TableRow) -> str:
    status = row.text("status").casefold()
    if row.is_a_test or status.startswith(_INQUIRY):
        return "memo"
    return "reversed" if status == _WON else ""


stripe_disputes = StripeTable(
    aliases={
        "id": ("id",),
        "amount": ("amount",),
        "transaction": ("balance_transaction", "balance_transaction_id"),
        "charge": ("charge_id", "charge"),
        "created": ("created",),
        "currency": ("currency",),
        "refundable": ("is_charge_refundable",),
        "live": ("livemode",),
        "metadata": ("metadata",),
        "reason": ("reason",),
        "status": ("status",),
    },
    signature=("id", "amount", "charge", "created", "currency", "refundable", "reason", "status"),
    expected="disputes",
    item=_item,
)
