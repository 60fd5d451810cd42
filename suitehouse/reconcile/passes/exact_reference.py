"""First pass: the other side states the CRM's invoice number exactly as the CRM has it."""

from __future__ import annotations

from collections.abc import Sequence

from suitehouse.ledger.item import LedgerItem
from suitehouse.reconcile.outcome import MatchGroup
from suitehouse.reconcile.pairing import pair_by_keys
from suitehouse.settings import ReconcilePolicy


def exact_reference(
    crm: Sequence[LedgerItem],
    other: Sequence[LedgerItem],
    policy: ReconcilePolicy,  # noqa: ARG001 - the signature of a pass
) -> list[MatchGroup]:
    """Return the pairs whose stated references are equal, character by character."""
    return pair_by_keys(crm, other, lambda item: item.references)
