"""The rows behind the bridge's figures: each bucket, the first total, and what is left out of all.

The other totals need no rows of their own: each is the one before and the rows of the buckets
between. Steps are read one after another, since each may be as large as its sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from suitehouse.ledger.item import Side
from suitehouse.reconcile.bridge_items import SCHEMA
from suitehouse.reconcile.store import ItemStore

# How the types of buckets follow each other, here and where their figures are listed.
BUCKET_TYPES: Final = ("matched", "break", "excluded", "other")

_FIRST: Final = """
    select 'total' as line, '{total}' as total, item, currency, amount, '' as type, '' as name,
        '' as shown_by
    from placed where left_out is null and side = 'crm'
"""
_STEP: Final = """
    select 'bucket' as line, step as total, item, currency, amount, type, name, side as shown_by
    from moves where step = '{total}'
"""
_LEFT_OUT: Final = """
    select 'left_out' as line, '' as total, item, currency, amount, 'excluded' as type,
        left_out as name, cast(side as varchar) as shown_by
    from placed where left_out <> '' and side = '{side}'
"""
_ROWS: Final = """
with told as ({told})
select t.line, t.currency, t.total, t.type, t.name, t.shown_by, cast(i.side as varchar),
    f.name, i.line, i.source_id, t.item, t.amount
from told t join items i on t.item = i.item join files f on i.file = f.file
order by t.currency, list_position({types}, t.type), t.name, t.shown_by, t.item
"""
_IDENTITY: Final = 11


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """An input row and what it adds to a figure of the bridge.

    Attributes:
        line: `total`, `bucket` or `left_out`, as the figure's line.
        total: The total that the figure is or leads to; empty where it is in none.
        shown_by: The system that alone shows the bucket's rows, or whose row is left out.
        side: Whose books the row comes from.
        row: Line of the file; for the CRM the place in id order.
    """

    line: str
    currency: str
    total: str
    bucket_type: str
    bucket: str
    shown_by: str
    side: Side
    source_file: str
    row: int
    source_id: str
    amount: Decimal


def rows_of_bridge(
    store: ItemStore, totals: Sequence[str], sides: Sequence[Side]
) -> Iterator[BridgeRow]:
    """Yield the rows of each figure, in the order of totals, then those left out, by side.

    A row that moves twice within a bucket stands there once, with the sum.

    Args:
        store: Where the bridge was built.
        totals: The names of the totals, in order.
        sides: The sides that were read.
    """
    parts = [
        *(_FIRST.format(total=total) for total in totals[:1]),
        *(_STEP.format(total=total) for total in totals[1:]),
        *(_LEFT_OUT.format(side=side.value) for side in sides),
    ]
    for told in parts:
        found = store.stream(SCHEMA, _ROWS.format(told=told, types=[*BUCKET_TYPES]))
        for identity, moves in groupby(found, lambda values: values[:_IDENTITY]):
            yield _row(*identity, amount=sum((move[-1] for move in moves), Decimal(0)))


def _row(*identity: Any, amount: Decimal) -> BridgeRow:
    line, currency, total, bucket_type, bucket, shown_by, side, file, row, source_id, _ = identity
    return BridgeRow(
        line=line,
        currency=currency,
        total=total,
        bucket_type=bucket_type,
        bucket=bucket,
        shown_by=shown_by,
        side=Side(side),
        source_file=file,
        row=row,
        source_id=source_id,
        amount=amount,
    )
