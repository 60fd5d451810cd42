"""Which items take part: none that a side sets aside, no repeated deliveries, no other periods."""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.stories import exclude_stories
from suitehouse.reconcile.terms import Terms

# `note` is said of a row in place of the sentence for its reason.
_FATE: Final = """
create or replace table fate (
    item integer, status varchar, reason varchar, pass varchar, grp integer, brk integer,
    note varchar
)
"""
_UNDECIDED: Final = """
create or replace view undecided as
    select s.half, i.* from scope s anti join fate using (item) join items i using (item)
"""
_SET_ASIDE: Final = """
insert into fate (item, status, reason)
    select item, 'excluded', set_aside from undecided where set_aside <> ''
"""
# A row with the system's own id is the same wherever it stands. Rows without one are counted: as
# many alike stay as one file has of them, so a repeat inside a file is not taken for an overlap.
# The latest report's rows stay. No system delivers another's rows: what stands in two was entered
# twice.
_OVERLAPS: Final = """
insert into fate (item, status, reason)
    with alike as (
        select hash(has_own_id, kind, source_id, "on", amount, currency) as likeness
        from undecided where file <> 0 group by likeness having count(*) > 1
    ),
    delivered as (
        select u.item, u.has_own_id, u.kind, u.source_id, u."on", u.amount, u.currency,
            split_part(f.system, ' ', 1) as system, f.place, u.row_hash, u.line,
            if(u.has_own_id, 1, row_number() over (
                partition by u.file, u.kind, u.source_id, u."on", u.amount, u.currency
                order by u.row_hash, u.line
            )) as nth,
        from undecided u join files f on u.file = f.file
        where hash(u.has_own_id, u.kind, u.source_id, u."on", u.amount, u.currency) in
            (select likeness from alike)
    )
    select item, 'excluded', 'overlap' from delivered
    qualify row_number() over (
        partition by system, has_own_id, kind, source_id, "on", amount, currency, nth
        order by place, row_hash, line
    ) > 1
"""
_KINDS: Final = """
insert into fate (item, status, reason)
    select item, 'excluded', reason_against(half, kind) from undecided
    where reason_against(half, kind) <> '' and not is_unapplied(half, kind, open_amount, link)
"""
_FAR: Final = """
insert into fate (item, status, reason)
    select item, 'excluded', 'outside_period' from undecided where not in_window("on")
"""
OPEN: Final = """
create or replace table open as
    select item, half from undecided where is_matched(half, kind)
"""
_DELIVERED: Final = (_FATE, _UNDECIDED, _SET_ASIDE, _OVERLAPS)
_COMPARED: Final = (_KINDS, _FAR, OPEN)


def open_scope(store: ItemStore, terms: Terms) -> None:
    """Make `fate`, `undecided` and `open`, with what takes no part decided already."""
    store.connection.execute(terms.macros)
    store.connection.execute(terms.scope)
    for step in _DELIVERED:
        store.connection.execute(step)
    exclude_stories(store)
    for step in _COMPARED:
        store.connection.execute(step)
