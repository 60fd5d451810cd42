"""One customer on each side has the e-mail address."""

from __future__ import annotations

from suitehouse.reconcile.clusters import pair_by_keys
from suitehouse.reconcile.store import ItemStore


def same_email(store: ItemStore) -> None:
    """Find the pairs of customers whose e-mail addresses are one."""
    pair_by_keys(store, "email")
