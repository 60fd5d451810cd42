"""Pairing by shared keys without ever choosing: what the evidence does not settle stays unpaired.

Keys may connect several items of both sides into one cluster. One item on each side is a pair. In a
larger cluster amount, currency and date must single out a partner, or amount and currency alone;
rows that are alike stay unpaired, whatever order they came in.

Items are those of the table `open` (`item`, `half`): 0 for the CRM, 1 for the other side.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.store import ItemStore

_EVIDENCE: Final = ('compared, asked_in, "on"', "compared, asked_in")

_LIVE: Final = """
create or replace table live as
    with mine as (
        select o.item, o.half, k.key from open o join keys k using (item)
        where k.form = '{form}'
    ),
    shared as (
        select key from mine group by key having min(half) = 0 and max(half) = 1
    )
    select item, half, key from mine semi join shared using (key)
"""
_IS_LINKED: Final = "select exists (select 1 from live group by item having count(*) > 1)"
_BY_KEY: Final = """
create or replace table clusters as select item, half, key as cluster from live
"""
_ROOTS: Final = "create or replace table roots as select distinct item, item as root from live"
_STEP: Final = """
create or replace table next_roots as
    with by_key as (
        select key, min(root) as root from live join roots using (item) group by key
    )
    select item, min(by_key.root) as root from live join by_key using (key) group by item
"""
_HAS_MOVED: Final = """
    select exists (select 1 from roots join next_roots n using (item) where roots.root <> n.root)
"""
_BY_ROOT: Final = """
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


def pair_by_keys(store: ItemStore, form: str) -> None:
    """Put into the table `found` the pairs (`l`, `r`) that keys of a form settle."""
    run = store.connection.execute
    cluster_by_keys(store, form)
    run(_PAIRS)
    run(_REST)
    for evidence in _EVIDENCE:
        run(_SINGLED_OUT.format(evidence=evidence))
        run(_TAKEN)


def cluster_by_keys(store: ItemStore, form: str) -> None:
    """Put into the table `clusters` the items of both sides that keys of a form connect."""
    run = store.connection.execute
    run(_LIVE.format(form=form))
    if store.value(_IS_LINKED):
        _cluster_linked(store)
    else:
        run(_BY_KEY)


def _cluster_linked(store: ItemStore) -> None:
    """Make clusters of items that some key connects, however many steps away."""
    run = store.connection.execute
    run(_ROOTS)
    run(_STEP)
    while store.value(_HAS_MOVED):
        run("create or replace table roots as select * from next_roots")
        run(_STEP)
    run(_BY_ROOT)
