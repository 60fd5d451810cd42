"""One document and several rows that name it: instalments, or one payment of several invoices.

A group needs one row on one side, two or more on the other, one currency, and a sum that agrees
within rounding. What adds up to something else is left for later passes, and in the end a break.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.clusters import cluster_by_keys
from suitehouse.reconcile.store import ItemStore

_SUMS: Final = """
insert into found_many
    with sums as (
        select c.cluster, min(c.item) filter (c.half = 0) as grp
        from clusters c join items i using (item)
        group by c.cluster
        having count(*) > 2 and min(i.asked_in) = max(i.asked_in)
            and least(count(*) filter (c.half = 0), count(*) filter (c.half = 1)) = 1
            and abs(sum(i.compared) filter (c.half = 0) - sum(i.compared) filter (c.half = 1))
                <= rounding()
    )
    select s.grp, c.item from sums s join clusters c using (cluster)
"""


def sum_by_reference(store: ItemStore) -> None:
    """Find the groups of one and many that references connect and whose amounts add up."""
    cluster_by_keys(store, "normalised")
    store.connection.execute(_SUMS)
