"""Pairing by shared keys without ever choosing: what the evidence does not settle stays unpaired.

Keys may connect several items of both sides into one cluster. One item on each side is a pair. In a
larger cluster amount, currency and date must single out a partner, or amount and currency alone;
rows that are alike stay unpaired, whatever order they came in.

Items are those of the table `open` (`item`, `half`): 0 for the CRM, 1 for the other side.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.connected import connect
from suitehouse.reconcile.repeats import repeats
from suitehouse.reconcile.store import ItemStore

_EVIDENCE: Final = ('compared, asked_in, "on"', "compared, asked_in")

_MINE: Final = """
create or replace table mine as
    select o.item, o.half, k.key from open o join keys k using (item)
    where k.form = form_named('{form}')
"""
_SHARED: Final = """
create or replace table shared as
    select key, count(*) as items, min(item) filter (half = 0) as l,
        min(item) filter (half = 1) as r
    from mine group by key having min(half) = 0 and max(half) = 1
"""
# Items that share a key with several, or several keys: most items do neither.
_TANGLED: Final = """
create or replace table tangled as
    select item from mine where key in (select key from shared where items > 2)
"""
_TANGLED_TOO: Final = """
insert into tangled select {side} from shared group by {side} having count(*) > 1
"""
_PLAIN: Final = """
create or replace table plain as
    select key, l, r from shared
    where items = 2 and l not in (select item from tangled)
        and r not in (select item from tangled)
"""
_FOUND: Final = "insert into found select l, r from plain"
_LIVE: Final = """
create or replace table live as
    select item, half, key from mine
    where key in (select key from shared anti join plain using (key))
"""
_CLUSTERS: Final = """
create or replace table clusters as
    select distinct item, half, root as cluster from live join roots using (item)
"""
_PAIRS: Final = """
insert into found
    select min(item) filter (half = 0), min(item) filter (half = 1)
    from clusters group by cluster having count(*) = 2 and min(half) < max(half)
"""
_REST: Final = """
create or replace table rest as
    with large as (
        select cluster from clusters group by cluster having count(*) > 2
    )
    select c.item, c.half, c.cluster, i.compared, i.asked_in, i."on"
    from clusters c semi join large using (cluster) join items i using (item)
"""
_SINGLED_OUT: Final = """
insert into found
    select min(item) filter (half = 0), min(item) filter (half = 1)
    from rest group by cluster, {evidence} having count(*) = 2 and min(half) < max(half)
"""
_TAKEN: Final = """
delete from rest where item in (select l from found union all select r from found)
"""


_BY_PARTY: Final = """
insert into found
    with known as (
        select o.item, o.half, k.key, i.compared, i.asked_in, i."on"
        from open o join keys k using (item) join items i using (item)
        where k.form = form_named('party') and i.compared <> 0
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


def pair_by_keys(store: ItemStore, form: str) -> None:
    """Put into the table `found` the pairs (`l`, `r`) that keys of a form settle."""
    run = store.connection.execute
    cluster_by_keys(store, form)
    for statement in (_FOUND, _PAIRS, _REST):
        run(statement)
    for evidence in _EVIDENCE:
        run(_SINGLED_OUT.format(evidence=evidence))
        run(_TAKEN)


def cluster_by_keys(store: ItemStore, form: str) -> None:
    """Put into the table `clusters` the items of both sides that keys of a form connect.

    Two items that only one key connects stand in `plain` instead.
    """
    run = store.connection.execute
    for statement in (_MINE.format(form=form), _SHARED, _TANGLED):
        run(statement)
    for side in ("l", "r"):
        if repeats(store, "shared", side):
            run(_TANGLED_TOO.format(side=side))
    run(_PLAIN)
    run(_LIVE)
    connect(store, "live")
    run(_CLUSTERS)


def pair_by_party(store: ItemStore, condition: str) -> None:
    """Put into `found` the pairs of one party that meet a condition in SQL, over `l` and `r`.

    They have one amount and currency, lie few days apart, and could have no other partner.
    """
    store.connection.execute(_BY_PARTY.format(condition=condition))
