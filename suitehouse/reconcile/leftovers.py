"""Naming what no pass has paired: numbers used twice, mistyped or voided, rows without a partner.

Only whole evidence counts. A mistyped number needs the same amount and a number one slip away, and
nothing else that fits on either side; an equal amount alone never joins two rows.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.breaks import report_breaks
from suitehouse.reconcile.store import ItemStore

_LEFT_OVER: Final = """
create or replace table left_over as select i.* from open join unsettled i using (item)
"""
_CANDIDATES: Final = """
create or replace view candidates as
    select * from left_over anti join fate using (item)
"""
_NUMBERS: Final = """
create or replace table numbers as
    select k.item, k.key from keys k semi join left_over using (item) where k.form = number_form()
"""
_NUMBERED: Final = """
create or replace view numbered_candidates as
    select c.*, n.key from candidates c join numbers n using (item)
"""
# Whatever bears the number of a candidate, decided or not.
_NAMESAKES: Final = """
create or replace table namesakes as
    select item, key from keys
    where form = number_form() and key in (select key from numbers)
"""
# Rows of both sides under one number that nothing tells apart are one break.
_SHARED: Final = """
create or replace table broken as
    with crowded as (
        select key from numbered_candidates group by key
        having count(*) > 2 and min(half) < max(half)
    ),
    placed as (
        select item, min(key) as key
        from numbered_candidates semi join crowded using (key) group by item
    ),
    gathered as (
        select p.key, list(c.item order by c."on", c.source_id, c.amount, c.row_hash) as members,
            count(*) filter (half = 0) as l_count, count(*) filter (half = 1) as r_count,
            arg_min(c.label, (c."on", c.source_id, c.amount, c.row_hash))
                filter (half = 0) as label,
            bool_or(in_period(c."on")) as is_inside
        from placed p join candidates c using (item) group by p.key
    )
    select members, 'duplicate' as kind,
        concat(label, ' stands ', if(l_count = 1, 'once', l_count || ' times'), ' in ', ours(),
            ' and ', if(r_count = 1, 'once', r_count || ' times'), ' in ', theirs(),
            ', and amount and date do not tell which belong together.') as sentence,
        null as pass, null as grp
    from gathered where is_inside and l_count > 0 and r_count > 0 and l_count + r_count > 2
"""
# A row whose number is already taken by a decided pair is a repeat of it.
_REPEATED: Final = """
create or replace table broken as
    with owned as (
        select i.half, k.key, f.grp, (i."on", i.source_id, i.amount, i.row_hash) as content
        from namesakes k join fate f using (item) join scope i using (item)
        where f.grp is not null
    ),
    repeated as (
        select c.item, any_value(c.label) as label, any_value(c.compared) as compared,
            any_value(c.asked_in) as asked_in, any_value(c."on") as "on", any_value(c.half) as half,
            arg_min(o.grp, o.content) as grp
        from numbered_candidates c join owned o on c.key = o.key and c.half = o.half
        where in_period(c."on") group by c.item
    )
    select [item] as members, 'duplicate' as kind,
        concat(label, ' stands again in ', if(half = 0, ours(), theirs()), ', at ',
            money(compared, asked_in), ' on ', "on",
            '; its number is already matched to another row.') as sentence,
        null as pass, grp
    from repeated
"""
# A unique pair of leftovers with one amount and numbers one slip apart. Whichever slip it is, they
# are alike once a character is left out of each, or of one of them: only such are compared.
_MISTYPED: Final = """
create or replace table broken as
    with l as (
        select * from numbered_candidates
        where half = 0 and compared <> 0 and expects_partner(status, amount)
    ),
    r as (select * from numbered_candidates where half = 1 and compared <> 0),
    left_slips as (select item, key, compared, asked_in, "on", unnest(slips(key)) as slip from l),
    right_slips as (
        select item, key, compared, asked_in, "on", unnest(slips(key)) as slip from r
    ),
    near as (
        select distinct l.item as l, r.item as r
        from left_slips l join right_slips r
            on l.slip = r.slip and l.compared = r.compared and l.asked_in = r.asked_in
        where (not has_cut_off() or l."on" = r."on") and damerau_levenshtein(l.key, r.key) = 1
    ),
    alone as (
        select l, r from near
        qualify count(*) over (partition by l) = 1 and count(*) over (partition by r) = 1
    )
    select [a.l, a.r] as members, 'wrong_reference' as kind,
        concat(i.label, ' of ', money(i.compared, i.asked_in), ' is in ', theirs(), ' as ',
            j.label, ': the number looks mistyped.') as sentence,
        null as pass, null as grp, 'likely' as confidence
    from alone a join unsettled i on a.l = i.item join unsettled j on a.r = j.item
    where in_period(i."on") or in_period(j."on")
"""
# A document that the right side voided and the left side has in force, where the number leaves one
# of each. The voided row took no part until now, so that it hides no reissue under its number.
_VOIDED: Final = """
create or replace table broken as
    with void as (
        select i.*, k.key from namesakes k join fate f using (item) join unsettled i using (item)
        where i.half = 1 and f.reason = 'void' and i.set_aside = 'void' and is_matched(1, i.kind)
    ),
    live as (
        select * from numbered_candidates
        where half = 0 and amount <> 0 and expects_partner(status, amount)
    ),
    first as (
        select l.item as l, arg_min(v.item, (v."on", v.source_id, v.amount, v.row_hash)) as r
        from live l join void v using (key)
        where in_period(l."on") or in_period(v."on") group by l.item
    ),
    alone as (select l, r from first qualify count(*) over (partition by r) = 1)
    select [a.l, a.r] as members, 'status_mismatch' as kind,
        concat(i.label, ' is voided in ', theirs(), ' but stands at ',
            money(i.compared, i.asked_in), ' in ', ours(), '.') as sentence,
        null as pass, null as grp
    from alone a join unsettled i on a.l = i.item
"""
_NO_LONGER_EXCLUDED: Final = """
delete from fate where item in (select unnest(members) from broken)
"""
# Rows of the right side whose party is one of the left side's.
_ACQUAINTED: Final = """
create or replace table acquainted as
    with named as (
        select distinct k.key from keys k join scope s using (item)
        where s.half = 0 and k.form = form_named('party')
    )
    select distinct k.item from keys k semi join named using (key)
"""
_EXCLUDED: Final = """
insert into fate (item, status, reason)
    select item, 'excluded', reason from (
        select item, case
            when not in_period("on") then 'outside_period'
            when status = 'void' then if(half = 0, 'cancelled', 'void')
            when half = 0 and not expects_partner(status, amount) then 'no_partner_due'
            when half = 1 and leaves_strangers() and item not in (select item from acquainted)
                then 'other_activity'
            end as reason
        from candidates
    ) where reason is not null
"""
_MISSING: Final = """
create or replace table broken as
    select [item] as members, missing_in_theirs() as kind,
        concat(introduced(label, compared, asked_in, "on"), ' is not in ', theirs(), '.')
            as sentence,
        null as pass, null as grp
    from candidates where half = 0
"""
_OPEN_CREDIT: Final = """
create or replace table broken as
    select [item] as members, 'credit_unapplied' as kind,
        concat('Credit ', label, ' has ', money(abs(open_amount), currency),
            ' not yet applied to an invoice.') as sentence,
        null as pass, null as grp
    from candidates where half = 1 and kind = 'credit_note' and open_amount <> 0
"""
_UNKNOWN: Final = """
create or replace table broken as
    with known as (
        select c.item, arg_min(i.set_aside, (i."on", i.source_id)) as set_aside,
            arg_min(i."on", (i."on", i.source_id)) as "on"
        from numbered_candidates c
        join namesakes k on c.key = k.key
        join scope i on k.item = i.item and i.half = 0
        where c.half = 1 group by c.item
    )
    select [c.item] as members, missing_in_ours() as kind,
        concat(introduced(c.label, c.compared, c.asked_in, c."on"), ' is in ', theirs(), case
                when c.item not in (select item from numbered_candidates) then
                    concat(' without a ', key_word(), ', so it cannot be traced to ', ours(), '.')
                when n.item is null then
                    concat('; ', ours(), ' has no ', our_noun(), ' of that ', key_word(), '.')
                when n.set_aside <> '' then
                    concat('; the ', our_noun(), ' of that ', key_word(), ' was deleted in ',
                        ours(), '.')
                else concat('; ', ours(), '''s ', our_noun(), ' of that number is dated ', n."on",
                    '.')
            end) as sentence,
        null as pass, null as grp
    from candidates c left join known n on c.item = n.item where c.half = 1
"""


def name_leftovers(store: ItemStore) -> None:
    """Give each undecided item that could have been paired its outcome."""
    for prepare in (_LEFT_OVER, _CANDIDATES, _NUMBERS, _NUMBERED, _NAMESAKES):
        store.connection.execute(prepare)
    for step in (_SHARED, _REPEATED, _MISTYPED):
        store.connection.execute(step)
        report_breaks(store)
    for step in (_VOIDED, _NO_LONGER_EXCLUDED):
        store.connection.execute(step)
    report_breaks(store)
    for step in (_ACQUAINTED, _EXCLUDED):
        store.connection.execute(step)
    for step in (_MISSING, _OPEN_CREDIT, _UNKNOWN):
        store.connection.execute(step)
        report_breaks(store)
