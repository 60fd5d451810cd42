"""Breaks and their identity, which outlives figures, lines and file names.

A step fills the table `broken`, a row for each break: its items, kind, sentence, the pass
that paired them, and the match group it belongs to; if it knows, also how sure the kind is and the
causes that make the effect.
"""

from __future__ import annotations

from typing import Final

from suitehouse.errors import ShortfallError
from suitehouse.reconcile.store import ItemStore

BREAKS: Final = """
create or replace table breaks (
    brk integer, kind varchar, sentence varchar, pass varchar, grp integer, id varchar,
    confidence varchar default 'certain',
    causes struct(kind varchar, amount decimal(38, 5), currency varchar)[] default []
)
"""
_NUMBERED: Final = """
create or replace table numbered as
    select row_number() over () + (select count(*) from breaks) as brk, * from broken
"""
_MEMBERS: Final = """
insert into fate (item, status, pass, grp, brk)
    select unnest(members), 'break', pass, grp, brk from numbered
"""
_BREAKS: Final = """
insert into breaks by name select * exclude (members), '' as id from numbered
"""
_TWICE: Final = """
with twice as (select item from fate group by item having count(*) > 1 limit 1)
select i.source_file, i.line from twice join items i using (item)
"""
# Amounts and lines play no part. Breaks that nothing else tells apart are counted.
_IDENTIFIED: Final = """
create or replace table identified as
    with named as (
        select b.brk, b.kind,
            list(concat(i.side, ':', i.kind, ':', i.source_id)
                order by concat(i.side, ':', i.kind, ':', i.source_id)) as names,
            list((i."on", i.amount, i.currency, i.row_hash)
                order by i."on", i.amount, i.currency, i.row_hash) as content
        from breaks b join fate f using (brk) join items i using (item) group by all
    ),
    based as (
        select brk, content, identity(list_concat([reconciliation(), kind], names)) as base
        from named
    ),
    counted as (
        select brk, base, row_number() over (partition by base order by content, brk) as nth
        from based
    )
    select brk, 'b' || if(nth = 1, base, identity([base, cast(nth as varchar)])) as id
    from counted
"""
_BY_ID: Final = """
create or replace table breaks as
    select b.* replace (n.id as id) from breaks b join identified n using (brk)
"""
_NAMED: Final = "concat(i.side, ':', i.kind, ':', i.source_id)"
# Most groups are pairs, whose two names need no list to be put in order.
GROUPS: Final = f"""
create or replace table groups as
    with kept as (select grp from judged where reason is null),
    named as (
        select p.l as grp, {_NAMED} as ours, {_NAMED.replace("i.", "j.")} as theirs
        from pairs p semi join kept on p.l = kept.grp
        join items i on p.l = i.item join items j on p.r = j.item
    )
    select grp, 'm' || identity([reconciliation(), least(ours, theirs), greatest(ours, theirs)])
        as id
    from named
    union all
    select grp, 'm' || identity(list_concat([reconciliation()],
        list({_NAMED} order by {_NAMED})))
    from many m semi join kept using (grp) join items i using (item) group by grp
"""  # noqa: S608 - constants


def report_breaks(store: ItemStore) -> None:
    """Record what a step has put into `broken`."""
    for statement in (_NUMBERED, _MEMBERS, _BREAKS):
        store.connection.execute(statement)


def identify_breaks(store: ItemStore) -> None:
    """Give every break its identity, after the last of them was reported.

    Raises:
        ShortfallError: An item was decided twice.
    """
    if twice := store.rows(_TWICE):
        ((file, line),) = twice
        raise ShortfallError(f"{file}, row {line} was decided twice; please report this.")
    store.connection.execute(_IDENTIFIED)
    store.connection.execute(_BY_ID)
