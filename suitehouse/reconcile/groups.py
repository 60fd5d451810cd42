"""The identity of a match group: made of what its rows are called, not of figures, lines or files.

The table `groups` has those that breaks belong to, larger groups, and rows that were excluded
together. Every other pair gets its identity where it is told: there is one for nearly every row.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.store import ItemStore

_GROUPS: Final = """
create or replace table groups as
    with lists as (
        select p.l as grp, unnest([p.l, p.r]) as item from pairs p semi join breaks b on p.l = b.grp
        union all
        select grp, item from many where grp not in (
            select grp from judged where reason is not null
        )
        union all
        select grp, item from fate where status = 'excluded' and grp is not null
    ),
    named as (
        select l.grp, named(i.side, i.kind, i.source_id) as name
        from lists l join items i using (item)
    )
    select grp, 'm' || identity(list_concat([reconciliation()], list_sort(list(name)))) as id
    from named group by grp
"""


def identify_groups(store: ItemStore) -> None:
    """Fill `groups`, after the last break was reported."""
    store.connection.execute(_GROUPS)
