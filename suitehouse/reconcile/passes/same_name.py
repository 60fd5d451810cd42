"""One customer on each side has the name, written alike but for case and white space."""

from __future__ import annotations

from suitehouse.reconcile.clusters import pair_by_keys
from suitehouse.reconcile.store import ItemStore


def same_name(store: ItemStore) -> None:
    """Find the pairs of customers whose names are one."""
    pair_by_keys(store, "name")
