"""As `subset_sum`, where of the row and what adds up to it only one side has numbers.

Rows that both have numbers, and not the same ones, are no partners whatever else agrees.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.passes.subset_sum import find_sums
from suitehouse.reconcile.store import ItemStore

_NUMBERED: Final = "(select item from keys where form = form_named('normalised'))"


def sum_without_number(store: ItemStore) -> None:
    """Find the only exact sums of which no member has a number where the row has one itself."""
    find_sums(store, f"target not in {_NUMBERED} or member not in {_NUMBERED}")
