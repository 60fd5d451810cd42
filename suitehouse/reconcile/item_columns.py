"""Ledger items as columns: what the tables `items` and `details` of a store have of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from suitehouse.ledger.item import LedgerItem

MONEY: Final = pa.decimal128(38, 5)
_SCHEMA: Final = pa.schema(
    [
        ("item", pa.int32()),
        ("ledger", pa.string()),
        ("side", pa.string()),
        ("kind", pa.string()),
        ("file", pa.int16()),
        ("line", pa.int32()),
        ("source_id", pa.string()),
        ("has_own_id", pa.bool_()),
        ("on", pa.date32()),
        ("amount", MONEY),
        ("currency", pa.string()),
        ("compared", MONEY),
        ("asked_in", pa.string()),
        ("tax", MONEY),
        ("status", pa.string()),
        ("label", pa.string()),
        ("set_aside", pa.string()),
        ("row_hash", pa.string()),
    ]
)
_DETAILS: Final = pa.schema(
    [
        ("item", pa.int32()),
        ("fee", MONEY),
        ("net", MONEY),
        ("open_amount", MONEY),
        ("link", pa.string()),
        ("payout", pa.string()),
    ]
)


def item_columns(file: int, numbers: Sequence[int], items: Sequence[LedgerItem]) -> pa.Table:
    """Return items of one file as rows of the table `items`.

    Args:
        file: The file's number.
        numbers: A number for each item.
        items: The items.
    """
    count = len(items)
    columns = {
        "item": numbers,
        "ledger": [""] * count,
        "side": [item.side.value for item in items],
        "kind": [item.kind.value for item in items],
        "file": [file] * count,
        "line": [item.source_row for item in items],
        "source_id": [item.source_id for item in items],
        "has_own_id": [item.has_own_id for item in items],
        "on": [item.on for item in items],
        "amount": [item.money.amount for item in items],
        "currency": [item.money.currency for item in items],
        "compared": [item.compared.amount for item in items],
        "asked_in": [item.compared.currency for item in items],
        "tax": [item.tax for item in items],
        "status": [item.status.value for item in items],
        "label": [item.label for item in items],
        "set_aside": [item.set_aside for item in items],
        "row_hash": [item.row_hash for item in items],
    }
    return pa.table(columns, schema=_SCHEMA)


def detail_columns(numbers: Sequence[int], items: Sequence[LedgerItem]) -> pa.Table:
    """Return as rows of the table `details` what only some items state, of those that do."""
    stated = [
        (number, item.fee, item.net, item.open_amount, item.link, item.payout)
        for number, item in zip(numbers, items, strict=True)
    ]
    found = [row for row in stated if any(each not in (None, "") for each in row[1:])]
    columns = zip(*found, strict=True) if found else ([] for _ in _DETAILS)
    return pa.table(dict(zip(_DETAILS.names, map(list, columns), strict=True)), schema=_DETAILS)
