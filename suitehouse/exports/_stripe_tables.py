"""Tables of Stripe's interface as connectors store them: amounts in small units, times in UTC.

A row is known by its balance transaction where it names one, so that the same movement is known
again in the balance table and in a payout report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from suitehouse.exports._export_row import Named, Notation, Row
from suitehouse.ledger.item import ItemKind, LedgerItem
from suitehouse.ledger.money import Money
from suitehouse.tabular.columns import Columns
from suitehouse.tabular.records import Record
from suitehouse.tabular.references import is_printable_id

# Stripe's own rule: these keep two digits, always zero, and the ariary is sent without any.
_DIGITS: Final[Mapping[str, int]] = {"ISK": 2, "UGX": 2, "MGA": 0}
_NAMES_A_DOCUMENT: Final = re.compile(r"invoice|reference|document", re.IGNORECASE)


def small_units(columns: Columns, rows: Iterator[Record]) -> Notation:  # noqa: ARG001 - its shape
    """Return that amounts are whole numbers of small units."""
    return Notation(small_units=_DIGITS)


def is_a_test(row: Row) -> bool:
    """Whether a row says that it is from Stripe's test mode, where no money moves."""
    return bool(row.text("live")) and not row.is_yes("live")


def own_id(row: Row) -> str:
    """Return the balance transaction of a row; where it names none, the id of what it is about."""
    return row.text("transaction") or row.text("id")


def movement(row: Row, kind: ItemKind, amount: Decimal, named: Named) -> LedgerItem:
    """Return a row as an item of an amount in its currency."""
    at = row.instant("created")
    item = row.item(kind, at.date(), Money(amount, row.currency("currency")), named)
    return replace(item, at=at, has_own_id=is_printable_id(named.own_id))


def documents(row: Row) -> tuple[str, ...]:
    """Return the document numbers in the merchant's metadata; only of keys that name one.

    What is no JSON object is no fault: merchants write it.
    """
    cell = row.text("metadata")
    try:
        loaded: Any = json.loads(cell) if cell else {}
    except (ValueError, RecursionError):
        return ()
    return tuple(_numbers(loaded)) if isinstance(loaded, dict) else ()


def _numbers(loaded: Mapping[str, Any]) -> Iterator[str]:
    for key, value in loaded.items():
        if _NAMES_A_DOCUMENT.search(key) and isinstance(value, str | int):
            yield str(value)
