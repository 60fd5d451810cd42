"""Whether a table has an item twice, which is asked of all rows and nearly always denied."""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.store import ItemStore

_SPAN: Final = "select coalesce(min(item), 0), coalesce(max(item), 0) from items"
# A bit for each item there is costs a fifth of what grouping by items does.
_REPEATS: Final = """
select count({column}) > coalesce(bit_count(bitstring_agg({column}, {lowest}, {highest})), 0)
from {table}
"""


def repeats(store: ItemStore, table: str, column: str) -> bool:
    """Return whether an item stands more than once in a column of a table."""
    ((lowest, highest),) = store.rows(_SPAN)
    found = _REPEATS.format(table=table, column=column, lowest=lowest, highest=highest)
    return bool(store.value(found))
