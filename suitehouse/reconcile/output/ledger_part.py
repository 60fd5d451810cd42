"""The outputs' part on ledgers: what belongs to which, and on what that stands."""

from __future__ import annotations

from typing import Any

from suitehouse.reconcile.ledgers.counts import LedgerCounts


def ledger_summary(counts: LedgerCounts) -> dict[str, Any]:
    """Return the ledgers of a reconciliation as plain values."""
    return {
        "systems": [
            {
                "system": each.system,
                "has_file": each.has_file,
                "documents": each.documents,
                "invoices_by_settings": each.assigned,
                "invoices_by_inference": each.inferred,
                "customers": each.customers,
                "evidence": each.evidence,
            }
            for each in counts.ledgers
        ],
        "customers_in_several": counts.customers_in_several,
        "customers_in_none": counts.customers_in_none,
        "invoices_without_customer": counts.without_customer,
        "undecided_invoices": counts.undecided,
        "evidence": counts.evidence,
    }


def undecided_sentence(counts: LedgerCounts) -> str:
    """Return what the inference stands on and what it leaves undecided, as a sentence."""
    return (
        f"What is inferred stands on {_counted(counts.evidence, 'document')}. Customers with"
        f" documents in several ledgers: {counts.customers_in_several}; in none:"
        f" {counts.customers_in_none}; invoices that name no customer:"
        f" {counts.without_customer}. Undecided: {_counted(counts.undecided, 'invoice')}."
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
