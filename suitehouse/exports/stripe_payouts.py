"""Stripe's table of payouts, in small units: transfers from the balance to our bank.

The table counts what the bank gets, positive; here a payout leaves the balance, as in Stripe's
balance reports. A negative one was drawn from the bank. It is dated when it was made, and due when
it arrives, which may be in the next month.
"""

from __future__ import annotations

from suitehouse.exports._stripe_tables import StripeTable, TableRow
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.tabular.references import printed_id

_SET_ASIDE = {"failed": "failed", "canceled": "failed"}


def _item(row: TableRow) -> LedgerItem:
    at, status = row.moment("created"), row.text("status").casefold()
    return LedgerItem(
        side=Side.PROCESSOR,
        kind=ItemKind.PAYOUT,
        source_file=row.columns.file,
        source_row=row.record.first_line,
        source_id=row.key("transaction", "id"),
        on=at.date(),
        at=at,
        due=row.moment("arrival").date() if row.text("arrival") else None,
        money=row.money(0 - row.amount("amount")),
        row_hash=row.record.row_hash,
        has_own_id=row.has_key("transaction", "id"),
        payout=printed_id(row.text("id")),
        set_aside="memo" if row.is_a_test else _SET_ASIDE.get(status, ""),
    )


stripe_payouts = StripeTable(
    aliases={
        "id": ("id",),
        "amount": ("amount",),
        "arrival": ("arrival_date",),
        "automatic": ("automatic",),
        "transaction": ("balance_transaction_id", "balance_transaction"),
        "created": ("created",),
        "currency": ("currency",),
        "live": ("livemode",),
        "method": ("method",),
        "status": ("status",),
    },
    signature=("id", "amount", "arrival", "automatic", "created", "currency", "method", "status"),
    expected="payouts",
    item=_item,
)
