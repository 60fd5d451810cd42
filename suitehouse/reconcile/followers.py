"""Rows that belong to a charge rather than to an invoice: refunds, disputes and their reversals."""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.breaks import report_breaks
from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.stories import name_won_disputes

_OUTSIDE: Final = """
insert into fate (item, status, reason)
    select item, 'excluded', 'outside_period' from undecided
    where is_following(half, kind) and not in_period("on")
"""
# A repeated delivery of a charge is not the one that was matched.
_CHARGES: Final = """
create or replace table charges as
    select d.link, arg_min(struct_pack(label := i.label, amount := i.amount,
            currency := i.currency, grp := f.grp),
            (i."on", i.source_id, i.amount, i.row_hash)) as charge
    from scope i join details d using (item) left join fate f using (item)
    where i.half = 1 and i.kind = 'charge' and d.link <> ''
        and coalesce(f.reason, '') <> 'overlap'
    group by d.link
"""
# What was given back counts all refunds that are here, whenever they were.
_FOLLOWING: Final = """
create or replace table broken as
    with refunded as (
        select d.link, -sum(i.amount) as amount
        from scope i join details d using (item) left join fate f using (item)
        where i.kind = 'refund' and coalesce(f.reason, '') <> 'overlap' group by d.link
    ),
    following as (
        select u.*, c.charge, c.charge is not null and g.amount < c.charge.amount as is_partial,
            case u.kind when 'dispute' then 'A dispute took'
                when 'dispute_reversal' then 'A dispute decided for us gave back'
                else 'A refund of' end as what
        from undecided_in_full u
        left join charges c on u.link = c.link and u.link <> ''
        left join refunded g on u.link = g.link
        where is_following(u.half, u.kind)
    )
    select [item] as members, case kind when 'dispute' then 'dispute'
            when 'dispute_reversal' then 'dispute_reversed'
            else if(is_partial, 'partial_refund', 'refund') end as kind,
        concat(what, ' ', money(abs(amount), currency), ' in ', theirs(), ' on ', "on", case
            when charge is null then '; the charge it belongs to is not in these files.'
            when charge.grp is not null then
                concat(', on the charge for ', charge.label, '; ', ours(), ' does not show it.')
            else concat(', on a charge of ', money(charge.amount, charge.currency),
                ' that is matched to no invoice.') end) as sentence,
        null as pass, charge.grp as grp
    from following
"""


def name_followers(store: ItemStore) -> None:
    """Give each item that follows a charge its outcome, tied to its charge where that is here."""
    if not store.has("from undecided where is_following(half, kind)"):
        return
    store.connection.execute(_CHARGES)
    name_won_disputes(store)
    store.connection.execute(_OUTSIDE)
    store.connection.execute(_FOLLOWING)
    report_breaks(store)
