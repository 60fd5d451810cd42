"""Judging all groups: few differ, and only those are gone into.

What a group is judged by are the rules of `verdicts`.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.verdicts import ALIKE, VERDICT

# The rows that no agreeing pair settles, with all that is known of them: they are few, and what is
# said of breaks is worked out without the others. What the right side voided may yet be a break's.
_UNSETTLED: Final = """
create or replace table unsettled as
    select s.*, d.fee, d.net, d.open_amount, d.link
    from scope s left join details d using (item) semi join (
        select item from open union all select item from many
        union all select unnest([l, r]) from doubtful
        union all select item from scope where not is_matched(half, kind)
        union all select item from fate where status = 'break' or reason = 'void'
    ) using (item);
create or replace view undecided_in_full as select * from unsettled anti join fate using (item);
create or replace view undecided as
    select * exclude (fee, net, open_amount, link) from undecided_in_full;
"""
# Each group of more than two as one row for each side, with the columns that rules ask for.
_SUMMED: Final = """
create or replace table summed as
    select m.grp, any_value(m.pass) as pass, i.half, sum(i.compared) as compared,
        min(i.asked_in) as asked_in, sum(i.amount) as amount, min(i.currency) as currency,
        sum(i.fee) as fee, sum(i.net) as net,
        if(count(i.tax) = count(*), sum(i.tax), null) as tax, sum(i.open_amount) as open_amount,
        if(min(i.status) = max(i.status), min(i.status), 'unknown') as status,
        concat(arg_min(i.label, (i."on", i.source_id, i.amount, i.row_hash)),
            if(count(*) = 1, '', concat(' with ', count(*) - 1, ' more'))) as label,
        max(i."on") as "on"
    from many m join unsettled i using (item) group by m.grp, i.half
"""
MEMBERS: Final = """
create or replace view members as
    select l as grp, unnest([l, r]) as item, pass from pairs
    union all
    select grp, item, pass from many
"""
# Pairs whose right side names somebody else whom the left side knows. A name that the left side
# knows nobody by may be its own customer's, written otherwise.
_MISNAMED: Final = """
create or replace table misnamed as
    with named as (
        select item, key from keys
        where has_same_customer() and form = form_named('party') and starts_with(key, 'name:')
    ),
    ours as (select p.l, n.key from pairs p join named n on p.l = n.item),
    theirs as (select p.l, n.key from pairs p join named n on p.r = n.item),
    known as (
        select distinct l from theirs
        semi join (select n.key from named n semi join left_side using (item)) using (key)
    ),
    same as (select l from ours join theirs using (l, key))
    select l as grp from known semi join ours using (l) anti join same using (l)
"""
# The pairs that a rule may apply to.
_DOUBTFUL: Final = f"""
create or replace table doubtful as
    select p.* from pairs p join left_side l on p.l = l.item join (
        select i.*, d.fee, d.net from right_side i left join details d using (item)
    ) r on p.r = r.item
    where not coalesce({ALIKE}, false)
        or p.l in (select grp from misnamed) or p.l in (select grp from strayed)
"""  # noqa: S608 - constants
# What does not agree, with the place of the first rule that applies; NULL where the group is left
# out. Nearly all pairs agree, and stand in no table but theirs.
_JUDGED: Final = f"""
create or replace table judged as
    with verdicts as (
        select p.l as grp, p.r as partner, p.pass, {VERDICT}
        from doubtful p join unsettled l on p.l = l.item join unsettled r on p.r = r.item
        left join converted x on p.l = x.grp left join misnamed n on p.l = n.grp
        left join strayed y on p.l = y.grp
        union all
        select l.grp, null, l.pass, {VERDICT}
        from summed l join summed r on l.grp = r.grp and l.half = 0 and r.half = 1
        left join converted x on l.grp = x.grp left join misnamed n on l.grp = n.grp
        left join strayed y on l.grp = y.grp
    )
    select * from verdicts where reason is not null or rule is not null
"""  # noqa: S608 - constants
_SETTLED: Final = """
insert into fate (item, status, reason, pass, grp)
    select m.item,
        if(j.reason is null, cast('matched' as outcome_word), cast('excluded' as outcome_word)),
        j.reason, if(j.reason is null, m.pass, null), if(j.reason is null, m.grp, null)
    from members m left join judged j using (grp) where j.rule is null
"""


def judge_groups(store: ItemStore) -> None:
    """Settle the groups that agree, and fill `judged` with the others and `unsettled`."""
    for statement in (_MISNAMED, _DOUBTFUL, _UNSETTLED, _SUMMED, _JUDGED, _SETTLED):
        store.connection.execute(statement)
