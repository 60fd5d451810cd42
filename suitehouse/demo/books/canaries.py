"""Canaries of the export files: one in each column where a person may stand or somebody types.

All are declared here, by export format and by the column's header in the file, and so are the card
numbers that people type there. The other columns hold what a system makes: dates, amounts, codes
and ids.
"""

from __future__ import annotations

from collections.abc import Mapping

from suitehouse.demo.planting import CANARY_DOMAIN
from suitehouse.privacy.canaries import canary

QUICKBOOKS = "quickbooks_invoice_list"
STRIPE = "stripe_payout_reconciliation"
_WORDS: Mapping[str, tuple[str, ...]] = {
    QUICKBOOKS: ("Num", "Name", "Memo/Description"),
    STRIPE: ("description", "customer_name", "payment_metadata[invoice_number]"),
}
_ADDRESSES: Mapping[str, tuple[str, ...]] = {
    STRIPE: ("customer_email", "payment_metadata[customer_email]"),
}
# Test numbers of the card schemes: they pass Luhn's check and belong to nobody.
EXPORT_CARDS: Mapping[str, tuple[str, str]] = {
    QUICKBOOKS: ("Memo/Description", "by phone, 3714-496353-98431"),
    STRIPE: ("description", "6011 0009 9013 9424 declined, then paid"),
}


def export_canaries(export_format: str) -> Mapping[str, str]:
    """Return what is planted in an export: by column header, a word or an address."""
    words = {column: canary(export_format, column) for column in _WORDS[export_format]}
    addresses = {
        column: f"{canary(export_format, column)}@{CANARY_DOMAIN}"
        for column in _ADDRESSES.get(export_format, ())
    }
    return {**words, **addresses}
