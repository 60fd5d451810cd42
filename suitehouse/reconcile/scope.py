"""Which items take part: none that a side sets aside, no repeated deliveries, no other periods."""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.stories import exclude_stories
from suitehouse.reconcile.terms import Terms

# `note` is said of a row in place of the sentence for its reason.
_FATE: Final = """
create or replace table fate (
    item integer, status outcome_word, reason varchar, pass pass_word, grp integer, brk integer,
    note varchar
)
"""
_UNDECIDED: Final = """
create or replace view undecided as
    select i.* from scope i anti join fate using (item)
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
insert into fate (item, status, reason, note)
    with alike as (
        select hash(has_own_id, kind, source_id, "on", amount, currency) as likeness
        from undecided where file > 0 group by likeness having count(*) > 1
    ),
    delivered as (
        select u.item, u.has_own_id, u.kind, u.source_id, u."on", u.amount, u.currency,
            f.product, f.place, f.name, u.row_hash, u.line,
            if(u.has_own_id, 1, row_number() over (
                partition by u.file, u.kind, u.source_id, u."on", u.amount, u.currency
                order by u.row_hash, u.line
            )) as nth,
        from undecided u join files f on u.file = f.file
        where hash(u.has_own_id, u.kind, u.source_id, u."on", u.amount, u.currency) in
            (select likeness from alike)
    )
    select item, 'excluded', 'overlap',
        concat('The same transaction counts where it stands in ', first_value(name) over again,
            ', line ', first_value(line) over again, '.')
    from delivered
    window again as (
        partition by product, has_own_id, kind, source_id, "on", amount, currency, nth
        order by place, row_hash, line
    )
    qualify row_number() over again > 1
"""
_REPORTED_TWICE: Final = """
from (select product from files group by product having count(distinct format) > 1)
"""
# Two sorts of report may tell one charge, each by an id of its own, but both name the charge. What
# follows a charge may come several times, so its amount tells it too. The sort that says most
# stays.
_RETOLD: Final = """
insert into fate (item, status, reason, note)
    with told as (
        select u.item, u.kind, d.link, if(u.kind = 'charge', null, u.amount) as amount,
            f.product, f.format, f.name, u.line, (d.net is null, f.place) as rank
        from undecided u join details d using (item) join files f using (file)
        where d.link <> '' and u.half = 1 and (u.kind = 'charge' or is_following(u.half, u.kind))
    ),
    best as (
        select product, kind, link, amount, arg_min(format, rank) as format,
            arg_min(name, rank) as name, arg_min(line, rank) as line
        from told group by product, kind, link, amount having count(distinct format) > 1
    )
    select t.item, 'excluded', 'overlap', concat('Another report of ', t.product,
        ' tells the same ', t.kind, ', and counts: ', b.name, ', line ', b.line, '.')
    from told t join best b
        on t.product = b.product and t.kind = b.kind and t.link = b.link
            and t.amount is not distinct from b.amount
    where t.format <> b.format
"""
_APART: Final = """
insert into fate (item, status, reason)
    select item, 'excluded', reason from (
        select item, case
            when reason_against(half, kind) <> ''
                and not is_unapplied(half, kind, d.open_amount, d.link)
                then reason_against(half, kind)
            when not in_window("on") then 'outside_period' end as reason
        from undecided left join details d using (item)
    ) where reason is not null
"""
OPEN: Final = """
create or replace table open as
    select item, half from undecided where is_matched(half, kind)
"""
_DELIVERED: Final = (_FATE, _UNDECIDED, _SET_ASIDE, _OVERLAPS)
_COMPARED: Final = (_APART, OPEN)


def open_scope(store: ItemStore, terms: Terms) -> None:
    """Make `fate`, `undecided` and `open`, with what takes no part decided already."""
    store.connection.execute(terms.macros)
    store.connection.execute(terms.scope)
    for step in _DELIVERED:
        store.connection.execute(step)
    if store.has(_REPORTED_TWICE):
        store.connection.execute(_RETOLD)
    exclude_stories(store)
    for step in _COMPARED:
        store.connection.execute(step)
