"""The CRM's row has as its title what the other side calls its own."""

from __future__ import annotations

from suitehouse.reconcile.clusters import pair_by_keys
from suitehouse.reconcile.store import ItemStore


def same_title(store: ItemStore) -> None:
    """Find the pairs of a row and the number or name in another system that is its title."""
    pair_by_keys(store, "title")
