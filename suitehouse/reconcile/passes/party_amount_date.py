"""The same party, amount and currency, a few days apart: for rows that share no number.

A payout's party is its system, and a bank entry's are the words of who sent the money. Where a row
could have several partners, it has none.
"""

from __future__ import annotations

from suitehouse.reconcile.clusters import pair_by_party
from suitehouse.reconcile.store import ItemStore


def party_amount_date(store: ItemStore) -> None:
    """Find the pairs of one party, amount and currency within the days that may lie between."""
    pair_by_party(store, "true")
