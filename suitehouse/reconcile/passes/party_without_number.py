"""The same party, amount and currency, a few days apart, where one of the rows has no number.

Rows that both have numbers, and not the same ones, are no pair whatever else agrees: a number that
looks mistyped is a break of its own. Where a row could have several partners, it has none.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.clusters import pair_by_party
from suitehouse.reconcile.store import ItemStore

_NUMBERED: Final = "(select item from keys where form = form_named('normalised'))"


def party_without_number(store: ItemStore) -> None:
    """Find the pairs of one party, amount and currency of which one row has no number."""
    pair_by_party(store, f"l.item not in {_NUMBERED} or r.item not in {_NUMBERED}")
