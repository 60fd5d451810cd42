"""`bridge_items.csv`: the rows behind each figure of `bridge.csv`, and what each adds to it.

Its first columns are those by which `bridge.csv` names a figure; the others say where the row
stands, as `items.csv` does, and no more of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from suitehouse.ledger.money import plain
from suitehouse.reconcile.bridge import Bridge
from suitehouse.reconcile.bridge_rows import BridgeRow
from suitehouse.reconcile.output.tables import csv_pieces, guarded

BRIDGE_ITEM_COLUMNS: Final = (
    "currency",
    "line",
    "bucket_side",
    "total",
    "bucket_type",
    "bucket",
    "side",
    "source_file",
    "source_row",
    "source_id",
    "amount",
)


def bridge_items_csv(bridge: Bridge | None) -> Iterator[str]:
    """Yield the table in pieces; of headings alone where there is no bridge."""
    return csv_pieces(BRIDGE_ITEM_COLUMNS, map(_line, bridge.rows() if bridge else ()))


def _line(row: BridgeRow) -> Sequence[str]:
    return (
        row.currency,
        row.line,
        row.shown_by,
        row.total,
        row.bucket_type,
        row.bucket,
        row.side,
        guarded(row.source_file),
        str(row.row),
        guarded(row.source_id),
        plain(row.amount, row.currency),
    )
