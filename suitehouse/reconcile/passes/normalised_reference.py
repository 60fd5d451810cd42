"""Second pass: the same number written another way, or named only in the description."""

from __future__ import annotations

from collections.abc import Sequence

from suitehouse.ledger.item import LedgerItem
from suitehouse.reconcile.outcome import MatchGroup
from suitehouse.reconcile.pairing import pair_by_keys
from suitehouse.reconcile.references import normalise_reference
from suitehouse.settings import ReconcilePolicy


def normalised_reference(
    crm: Sequence[LedgerItem], other: Sequence[LedgerItem], policy: ReconcilePolicy
) -> list[MatchGroup]:
    """Return the pairs whose references agree once prefix, case, punctuation and zeros are gone.

    Numbers mentioned in free text count only for a row that states no reference of its own.
    """

    def keys_of(item: LedgerItem) -> list[str]:
        return [normalise_reference(stated, policy.invoice_prefix) for stated in item.stated]

    return pair_by_keys(crm, other, keys_of)
