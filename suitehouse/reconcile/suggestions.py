"""What could be the partner of a row that has none: coincidences for a person, never a match.

Made after every break has its identity, so that nothing of it can change a break or a total.
Several reasons may speak for a break, each with its alternatives; one of them is a row, or rows
that add up. At most ten are listed, the nearest in days first, and all are counted.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.neighbours import count_neighbours, keep_first, list_neighbours
from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.subset_search import LISTED, MOST_MEMBERS

# Of a reconciliation in which nearly everything is missing, those that say most.
MOST_ROWS: Final = 10_000

_WANTING: Final = """
create or replace table wanting as
    select s.half, f.item, b.id as break_id
    from breaks b join fate f using (brk) join unsettled s using (item)
    where b.kind in (missing_in_ours(), missing_in_theirs())
"""
# Rows that could be somebody's partner: without one, or left out although they could be paired.
_PARTNERLESS: Final = """
create or replace table partnerless as
    select f.item from fate f left join breaks b using (brk)
    where b.kind in (missing_in_ours(), missing_in_theirs(), 'credit_unapplied')
        or f.reason in ('outside_period', 'no_partner_due', 'other_activity')
"""
_AVAILABLE: Final = """
create or replace table available as
    select i.half, i.item, i.compared, i.asked_in, i."on", i.source_id, i.row_hash, i.file, i.line,
        i.side, i.has_own_id, i.label, i.item in (select item from wanting) as is_wanting
    from partnerless join scope i using (item)
    where is_matched(i.half, i.kind) and i.set_aside = '' and i.status <> 'void'
        and i.compared <> 0
"""
_OFFERED: Final = """
create or replace table offered (
    item integer, reason varchar, choice integer, other integer, total bigint
)
"""
_OF_ONE_PARTY: Final = """
create or replace table gathered as
    select a.item, a.half, concat_ws(chr(31), a.asked_in, a.compared, k.key) as bucket,
        a.is_wanting as asks, a."on", a.source_id, a.row_hash, a.file, a.line
    from available a join keys k on a.item = k.item and k.form = form_named('party')
"""
_OF_ONE_AMOUNT: Final = """
create or replace table gathered as
    select item, half, concat_ws(chr(31), asked_in, compared) as bucket,
        is_wanting and item not in (select item from offered) as asks, "on", source_id, row_hash,
        file, line
    from available
"""
# What speaks for a pair of `near`, and for how many pairs it does. Those beyond what was looked at
# count with the weakest.
_TIED: Final = """
create or replace table paired_off as
    select item, other, 'tie' as reason,
        greatest(total, count(*) over (partition by item)) as total
    from near
"""
_ALIKE: Final = """
create or replace table paired_off as
    with numbers as (
        select item, key from keys where form = form_named('normalised')
            and item in (select item from near union select other from near)
    ),
    in_part as (
        select distinct n.item, n.other
        from near n join numbers l on n.item = l.item join numbers r on n.other = r.item
        where least(length(l.key), length(r.key)) >= 3
            and (starts_with(l.key, r.key) or starts_with(r.key, l.key)
                or ends_with(l.key, r.key) or ends_with(r.key, l.key))
    ),
    told as (
        select n.*, case
            when p.item is not null then 1
            when n.item not in (select item from numbers) then 2
            when n.other not in (select item from numbers) then 2
            else 3 end as place
        from near n left join in_part p on n.item = p.item and n.other = p.other
    )
    select item, other, ['part_of_reference', 'no_reference', 'same_amount'][place] as reason,
        count(*) over (partition by item, place) + if(
            place = max(place) over (partition by item),
            total - count(*) over (partition by item), 0) as total
    from told
"""
_PAIRS_OFFERED: Final = """
insert into offered
    select p.item, p.reason, row_number() over (
            partition by p.item, p.reason
            order by abs(o."on" - w."on"), o."on", o.source_id, o.row_hash, o.file, o.line
        ) as choice, p.other, p.total
    from paired_off p join available w on p.item = w.item join available o on p.other = o.item
    qualify choice <= {listed}
"""
# Of a row whose sums were all gone through, those count whose rows are all still there.
_SUMS_OFFERED: Final = """
insert into offered
    with whole as (
        select c.target, c.choice, count(*) as members
        from sum_choices c left join available a on c.member = a.item
        where c.target in (select item from wanting)
        group by c.target, c.choice having count(*) = count(a.item)
    ),
    told as (
        select t.target, if(t.fits = 1 and not (t.is_telling and w.longest <= {members}),
                'possible_sum', 'ambiguous_sum') as reason,
            if(t.fits <= {listed}, w.choices, t.fits) as total
        from sum_targets t join (
            select target, max(members) as longest, count(*) as choices from whole group by target
        ) w using (target)
        where w.longest > 1
    )
    select t.target, t.reason, c.choice, c.member, t.total
    from told t join whole using (target) join sum_choices c using (target, choice)
"""
_PARTS_OFFERED: Final = """
insert into offered
    select w.item, 'part_of_sum' as reason, row_number() over (
            partition by w.item
            order by abs(a."on" - i."on"), a."on", a.source_id, a.row_hash, a.file, a.line
        ) as choice, p.target, count(*) over (partition by w.item) as total
    from wanting w join unsettled i using (item) join sum_parts p on w.item = p.member
    join available a on p.target = a.item
    where p.target in (select item from offered where reason in ('ambiguous_sum', 'possible_sum'))
    qualify choice <= {listed}
"""
# Lists are sorted once they are made: aggregates that sort take several times as long.
_SUGGESTIONS: Final = """
create or replace table suggestions as
    with alternatives as (
        select o.item, o.reason, o.choice, any_value(o.total) as total,
            list_sort(list(struct_pack(
                "on" := i."on", source_id := i.source_id, amount := i.compared,
                currency := i.asked_in, row_hash := i.row_hash, source_file := n.name,
                line := i.line, half := i.half, side := i.side, has_own_id := i.has_own_id,
                label := i.label
            ))) as rows
        from offered o join available i on o.other = i.item join files n using (file)
        group by o.item, o.reason, o.choice
    ),
    reasoned as (
        select item, reason, any_value(total) as total,
            list_sort(list(struct_pack(choice := choice, rows := rows))) as choices
        from alternatives group by item, reason
    )
    select 's' || identity([reconciliation(), w.break_id, r.reason]) as id, w.break_id, r.reason,
        r.total, list_transform(r.choices, lambda each: each.rows) as alternatives
    from reasoned r join wanting w using (item)
    qualify row_number() over (partition by r.reason order by r.total, w.break_id) <= {rows}
"""


def suggest(store: ItemStore) -> None:
    """Fill the table `suggestions`, a row for each break without a partner and each reason."""
    for statement in (_WANTING, _PARTNERLESS, _AVAILABLE, _OFFERED):
        store.connection.execute(statement)
    _offer_pairs(store, _OF_ONE_PARTY, "match_days()", _TIED)
    _offer_pairs(store, _OF_ONE_AMOUNT, "window_days()", _ALIKE)
    store.connection.execute(_SUMS_OFFERED.format(members=MOST_MEMBERS, listed=LISTED))
    store.connection.execute(_PARTS_OFFERED.format(listed=LISTED))
    store.connection.execute(_SUGGESTIONS.format(rows=MOST_ROWS))


def _offer_pairs(store: ItemStore, gathered: str, days: str, told: str) -> None:
    store.connection.execute(gathered)
    count_neighbours(store, days)
    keep_first(store, MOST_ROWS)
    list_neighbours(store, LISTED)
    store.connection.execute(told)
    store.connection.execute(_PAIRS_OFFERED.format(listed=LISTED))
