"""Rows of a processor that are one story together: each alone would be misread.

Money that was held and released, or changed from one currency to another, was never gained or lost;
a dispute that was won took what its reversal gave back. Rows belong together by the transaction
they name, in one system; where the rest does not settle which belong together, all stay apart.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.breaks import report_breaks
from suitehouse.reconcile.store import ItemStore

# A release may name the hold, which names the payment: both then count for the payment.
_TOLD_BY: Final = """
create or replace view told_by as
    with named as (
        select u.*, d.link, f.system
        from undecided u join details d using (item) join files f using (file)
        where u.half = 1 and d.link <> ''
    ),
    holds as (
        select system, source_id, min(link) as link from named
        where kind = 'hold' and has_own_id group by all having count(*) = 1
    )
    select n.* replace (coalesce(h.link, n.link) as link)
    from named n left join holds h
        on n.system = h.system and if(n.kind = 'release', n.link, null) = h.source_id
"""
_HELD: Final = """
insert into fate (item, status, reason, grp, note)
    with held as (
        select link, system, currency, min(item) as grp,
            min("on") filter (kind = 'hold') as since,
            max("on") filter (kind = 'release') as until,
            sum(amount) filter (kind = 'release') as amount
        from told_by
        where kind in ('hold', 'release') and reason_against(half, kind) <> ''
        group by all
        having count(distinct kind) = 2 and sum(amount) = 0
    )
    select t.item, 'excluded', 'held_and_released', h.grp,
        concat(money(h.amount, h.currency), ' were held from ', since, ' to ', until,
            ': nothing is left of it.')
    from told_by t join held h using (link, system, currency)
    where t.kind in ('hold', 'release')
"""
# One currency is left and another entered, whatever the number of rows.
_CONVERTED: Final = """
insert into fate (item, status, reason, grp, note)
    with halves as (
        select link, system, min(item) as grp, max("on") as "on",
            min(currency) filter (amount < 0) as sold_in, -sum(amount) filter (amount < 0) as sold,
            min(currency) filter (amount > 0) as got_in, sum(amount) filter (amount > 0) as got
        from told_by
        where kind = 'conversion' and reason_against(half, kind) <> ''
        group by link, system
        having count(distinct currency) = 2 and count(*) filter (amount < 0) = 1
            and count(*) filter (amount > 0) = 1 and count(*) = 2
    )
    select t.item, 'excluded', 'conversion', h.grp, concat(money(sold, sold_in),
        ' were exchanged to ', money(got, got_in), ' on ', h."on", ': both halves of it are here.')
    from told_by t join halves h using (link, system) where t.kind = 'conversion'
"""
# Disputes and what was decided for us, where all came back or one of each is there.
_WON: Final = """
create or replace table broken as
    with won as (
        select link, system, currency, list(item order by item) as members,
            -sum(amount) filter (kind = 'dispute') as taken,
            sum(amount) filter (kind = 'dispute_reversal') as returned,
            min("on") filter (kind = 'dispute') as taken_on,
            max("on") filter (kind = 'dispute_reversal') as returned_on
        from told_by
        where kind in ('dispute', 'dispute_reversal') and is_following(half, kind)
        group by link, system, currency
        having count(distinct kind) = 2 and (sum(amount) = 0 or count(*) = 2)
            and bool_or(in_period("on"))
    )
    select members, 'dispute_reversed' as kind,
        concat('A dispute took ', money(taken, currency), ' in ', theirs(), ' on ', taken_on,
            ' and was decided for us: ', if(taken = returned, 'all', money(returned, currency)),
            ' came back by ', returned_on, case
                when charge is null then '; the charge it belongs to is not in these files.'
                else concat(', on the charge for ', charge.label, '.') end) as sentence,
        null as pass, charge.grp as grp
    from won left join charges using (link)
"""


def exclude_stories(store: ItemStore) -> None:
    """Exclude together what cancels out: holds with their releases, halves of conversions."""
    store.connection.execute(_TOLD_BY)
    if store.has("from undecided where half = 1 and kind in ('hold', 'release', 'conversion')"):
        store.connection.execute(_HELD)
        store.connection.execute(_CONVERTED)


def name_won_disputes(store: ItemStore) -> None:
    """Report each dispute that was won as one break with its reversal, on its row of `charges`."""
    store.connection.execute(_WON)
    report_breaks(store)
