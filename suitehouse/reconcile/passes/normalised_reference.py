"""Second pass: the same number written another way, or named only in the description."""

from __future__ import annotations

from suitehouse.reconcile.clusters import pair_by_keys
from suitehouse.reconcile.store import ItemStore


def normalised_reference(store: ItemStore) -> None:
    """Find the pairs whose references agree once prefix, case, punctuation and zeros are gone.

    Numbers mentioned in free text count only for a row that states no reference of its own.
    """
    pair_by_keys(store, "normalised")
