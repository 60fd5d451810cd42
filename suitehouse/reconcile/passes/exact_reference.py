"""First pass: the other side states the CRM's invoice number exactly as the CRM has it."""

from __future__ import annotations

from suitehouse.reconcile.clusters import pair_by_keys
from suitehouse.reconcile.store import ItemStore


def exact_reference(store: ItemStore) -> None:
    """Find the pairs whose stated references are equal, character by character."""
    pair_by_keys(store, "exact")
