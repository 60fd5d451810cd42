"""NetSuite's words for kinds of transactions: codes of its tables and labels of its searches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from suitehouse.ledger.item import ItemKind

KINDS: Final[Mapping[str, ItemKind]] = {
    "": ItemKind.OTHER,
    "custinvc": ItemKind.INVOICE,
    "invoice": ItemKind.INVOICE,
    "custcred": ItemKind.CREDIT_NOTE,
    "credit memo": ItemKind.CREDIT_NOTE,
    "custpymt": ItemKind.PAYMENT,
    "payment": ItemKind.PAYMENT,
    "customer payment": ItemKind.PAYMENT,
    "custrfnd": ItemKind.REFUND,
    "customer refund": ItemKind.REFUND,
    "cashrfnd": ItemKind.REFUND,
    "cash refund": ItemKind.REFUND,
}
_PURCHASES: Final = frozenset({"vendbill", "bill", "vendpymt", "bill payment", "check"})
_CURRENCIES: Final = {
    "us dollar": "USD",
    "us dollars": "USD",
    "euro": "EUR",
    "british pound": "GBP",
    "british pound sterling": "GBP",
    "canadian dollar": "CAD",
    "australian dollar": "AUD",
    "japanese yen": "JPY",
    "swiss franc": "CHF",
}


def is_purchase(transaction_type: str) -> bool:
    """Whether a type of transaction is money that we pay."""
    return transaction_type.casefold() in _PURCHASES


def currency_code(printed: str) -> str:
    """Return the code of a currency that NetSuite names in words; what is none stays as it is."""
    return _CURRENCIES.get(printed.casefold(), printed.upper())
