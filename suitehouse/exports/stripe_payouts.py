"""Stripe's table of payouts, in small units: transfers from the balance to our bank.

The table counts what the bank gets, positive; here a payout leaves the balance, as in Stripe's
balance reports. A negative one was drawn from the bank. It is dated when it was made, and due when
it arrives, which may be in the next month.
"""

from __future__ import annotations

from dataclasses import replace

from suitehouse.exports._export_row import Named, Row
from suitehouse.exports._plain_export import PlainExport
from suitehouse.exports._stripe_tables import is_a_test, movement, own_id, small_units
from suitehouse.ledger.books import Books
from suitehouse.ledger.item import ItemKind, LedgerItem, Side
from suitehouse.tabular.references import printed_id

_SET_ASIDE = {"failed": "failed", "canceled": "failed"}


def _item(row: Row, books: Books) -> LedgerItem:  # noqa: ARG001 - each row names its currency
    amount = 0 - row.amount("amount", row.currency("currency"))
    status = row.text("status").casefold()
    named = Named(own_id(row))
    return replace(
        movement(row, ItemKind.PAYOUT, amount, named),
        due=row.instant("arrival").date() if row.text("arrival") else None,
        payout=printed_id(row.text("id")),
        set_aside="memo" if is_a_test(row) else _SET_ASIDE.get(status, ""),
    )


stripe_payouts = PlainExport(
    side=Side.PROCESSOR,
    system="Stripe",
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
    required=("id", "amount", "arrival", "automatic", "created", "currency", "method", "status"),
    expected="payouts",
    item=_item,
    on_top=True,
    notation=small_units,
)
