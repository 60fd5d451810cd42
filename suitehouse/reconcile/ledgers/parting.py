"""Documents that bear the number of a row of the CRM and are not its own, in one ledger or another.

What stands in two ledgers is a break of its own. Another document that happens to have the number
is set apart before anything is paired, so that it takes part under no number of the CRM's.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.breaks import report_breaks
from suitehouse.reconcile.ledgers.ledgers import Ledgers
from suitehouse.reconcile.scope import OPEN
from suitehouse.reconcile.store import ItemStore

# A document is the row's whom it agrees with best, if that is more than the number. One that more
# rows could have is left to the passes, with all that bears its number.
_CONTESTED: Final = """
create or replace table contested as
    with tops as (
        select theirs, max(likeness) as best, count(*) as claimants
        from claims where is_open group by theirs
    ),
    firsts as (
        select theirs, any_value(best) as best, any_value(claimants) as claimants,
            count(*) as firsts
        from claims join tops using (theirs) where is_open and likeness = best group by theirs
    )
    select c.*, claimants > 1 and firsts = 1 and best >= 2 and likeness < best as is_struck,
        claimants > 1 and (firsts > 1 or best < 2) as is_contested
    from claims c join firsts using (theirs) where c.is_open
"""
# The ledger in which a row's document is: its own if that has the number at all, else the one whose
# document agrees best. Where the row's own is known, the number alone says nothing elsewhere; where
# it is not and one ledger alone has the number, that counts, as it does for a single ledger.
_CHOSEN: Final = """
create or replace table chosen as
    with scored as (
        select c.ours, c.system, max(c.likeness) as score, any_value(h.system) as home,
            count(*) over (partition by c.ours) = 1 as is_alone
        from contested c join homes h on c.ours = h.item
        where not c.is_struck group by c.ours, c.system
    ),
    ranked as (
        select ours, system, score,
            rank() over (partition by ours
                order by coalesce(system = home, false) desc, score desc) as place
        from scored
        where coalesce(system = home, false)
            or if(home is null, is_alone or score >= 0, score >= 2)
    )
    select ours, list(system order by system) as systems, max(score) as score
    from ranked where place = 1 group by ours
"""
_JUDGED: Final = """
create or replace table parted as
    with disputed as (select distinct ours from contested where is_contested),
    judged as (
        select c.ours, c.theirs, c.likeness, h.systems, h.score, case
            when c.is_struck then 'other'
            when c.ours in (select ours from disputed) then 'own'
            when h.ours is null then 'other'
            when list_contains(h.systems, c.system) then
                if(len(h.systems) = 1 or h.score = 0, 'own', 'same')
            when c.likeness = 0 then 'void'
            when c.likeness = 4 or (c.likeness = 2 and not (h.score >= 3 and c.is_called))
                then 'same'
            when c.likeness = 3 then 'again'
            else 'other' end as why
        from contested c left join chosen h using (ours)
    ),
    inside as (
        select j.ours
        from judged j join items i on j.ours = i.item join items o on j.theirs = o.item
        group by j.ours
        having bool_or(in_period(i."on") or (in_period(o."on") and j.why in ('own', 'same')))
    )
    select * replace (if(why = 'same' and ours not in (select ours from inside), 'own', why) as why)
    from judged
"""
_TWICE: Final = """
create or replace table broken as
    with doubled as (select distinct ours from parted where why = 'same'),
    gathered as (
        select p.ours, list(p.theirs order by p.theirs) as documents,
            list_sort(list(distinct s.system)) as systems, any_value(p.score) as score,
            max(len(p.systems)) as firsts
        from parted p semi join doubled using (ours) join posted s on p.theirs = s.item
        where p.why in ('own', 'same') group by p.ours
    )
    select list_concat([g.ours], g.documents) as members, 'duplicate' as kind,
        concat(introduced(i.label, i.compared, i.asked_in, i."on"), ' stands in ',
            array_to_string(g.systems, ' and in '),
            if(g.firsts > 1 and g.score < 2,
                '; neither customer nor amount tells which of the documents is it.',
                '; it belongs to one ledger.')) as sentence,
        null as pass, null as grp
    from gathered g join items i on g.ours = i.item
"""
_APART: Final = """
insert into apart
    select theirs, min(ours), arg_min(why, ours),
        arg_min(if(len(systems) = 1, systems[1], null), ours)
    from parted where why in ('other', 'void', 'again')
        and theirs not in (select theirs from parted where why in ('own', 'same'))
    group by theirs
"""
# A number that only belongs to another document is written so that the CRM's is not found by it;
# the document keeps having one.
_RENAMED: Final = """
create or replace table keys as
    with shared as (
        select p.theirs as item, k.form, k.key
        from parted p join main.keys k on p.theirs = k.item
        join main.keys o on p.ours = o.item and k.form = o.form and k.key = o.key
        where k.form in ('exact', 'normalised')
        group by all having bool_and(p.why in ('other', 'void', 'again'))
    )
    select k.item, k.form,
        if(h.item is null, k.key, concat_ws(chr(31), k.key, p.system)) as key
    from main.keys k semi join scope using (item)
    left join shared h on k.item = h.item and k.form = h.form and k.key = h.key
    left join posted p on k.item = p.item
"""
_MIXED: Final = """
delete from found_many where grp in (
    select m.grp from found_many m join posted p using (item)
    group by m.grp having min(p.system) < max(p.system)
)
"""
_STRAYED: Final = """
insert into strayed
    select m.grp, min(h.system), min(p.system), bool_or(h.system in (select system from filed))
    from members m join homes h on m.item = h.item and h.basis = 'stated'
    join members n on m.grp = n.grp join posted p on n.item = p.item
    where h.system <> p.system group by m.grp
"""
_VOIDED: Final = """
insert into fate (item, status, reason, note)
    select u.item, 'excluded', 'void', concat('Voided in ', p.system, '; the ', our_noun(),
        ' of that number is in ', a.elsewhere, '.')
    from undecided u join apart a using (item) join posted p using (item)
    where a.why = 'void' and a.elsewhere is not null and in_period(u."on")
"""
_AGAIN: Final = """
create or replace table broken as
    select [u.item] as members, 'duplicate' as kind,
        concat(u.label, ' of the same customer stands in ', p.system, ' as well, at ',
            money(u.compared, u.asked_in), ' on ', u."on", '; the ', our_noun(),
            ' of that number is in ', a.elsewhere, '.') as sentence,
        null as pass, f.grp
    from undecided u join apart a using (item) join posted p using (item)
    left join fate f on a.partner = f.item
    where a.why = 'again' and in_period(u."on")
"""
_UNFILED: Final = """
insert into fate (item, status, reason, note)
    select u.item, 'excluded', 'ledger_without_file',
        concat('Belongs to ', h.system, ' by the settings, of which there is no file.')
    from undecided u join homes h using (item)
    where h.basis = 'stated' and h.system not in (select system from filed)
        and in_period(u."on") and expects_partner(u.status, u.amount)
"""


def part_documents(store: ItemStore, ledgers: Ledgers) -> None:
    """Before any pass: report what stands in several ledgers, set other documents apart."""
    if not ledgers:
        return
    for statement in (_CONTESTED, _CHOSEN, _JUDGED, _TWICE):
        store.connection.execute(statement)
    report_breaks(store)
    for statement in (_APART, _RENAMED, OPEN):
        store.connection.execute(statement)


def refuse_mixed(store: ItemStore, ledgers: Ledgers) -> None:
    """Take out of `found_many` what has documents of several ledgers: no row is in two."""
    if ledgers:
        store.connection.execute(_MIXED)


def stray_groups(store: ItemStore, ledgers: Ledgers) -> None:
    """Note the groups whose document stands in another ledger than the settings say."""
    if ledgers:
        store.connection.execute(_STRAYED)


def name_apart(store: ItemStore, ledgers: Ledgers) -> None:
    """Give documents that were set apart, and rows of ledgers without a file, their outcome."""
    if not ledgers:
        return
    store.connection.execute(_VOIDED)
    store.connection.execute(_AGAIN)
    report_breaks(store)
    store.connection.execute(_UNFILED)
