"""The same party, amount and currency, a few days apart: for rows that share no number.

A payout's party is its system, and a bank entry's are the words of who sent the money. Where a row
could have several partners, it has none.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.store import ItemStore

_FOUND: Final = """
insert into found
    with known as (
        select o.item, o.half, k.key, i.compared, i.asked_in, i."on"
        from open o join keys k using (item) join items i using (item)
        where k.form = 'party' and i.compared <> 0
    ),
    near as (
        select distinct l.item as l, r.item as r
        from known l join known r
            on l.key = r.key and l.compared = r.compared and l.asked_in = r.asked_in
            and abs(r."on" - l."on") <= match_days()
        where l.half = 0 and r.half = 1 and ({condition})
    )
    select l, r from near
    qualify count(*) over (partition by l) = 1 and count(*) over (partition by r) = 1
"""


def party_amount_date(store: ItemStore) -> None:
    """Find the pairs of one party, amount and currency within the days that may lie between."""
    pair_by_party(store, "true")


def pair_by_party(store: ItemStore, condition: str) -> None:
    """Put into `found` the pairs of one party that meet a condition in SQL, over `l` and `r`."""
    store.connection.execute(_FOUND.format(condition=condition))
