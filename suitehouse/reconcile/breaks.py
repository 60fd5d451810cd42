"""Breaks and their identity, which outlives figures, lines and file names.

A step fills the table `broken`, a row for each break: its items, kind, sentence, the pass
that paired them, and the match group it belongs to; if it knows, also how sure the kind is and the
causes that make the effect.
"""

from __future__ import annotations

from typing import Final

from suitehouse.errors import ShortfallError
from suitehouse.reconcile.repeats import repeats
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
    select row_number() over (order by members) + (select count(*) from breaks) as brk, *
    from broken
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
select n.name, i.line from twice join items i using (item) join files n using (file)
"""
# Amounts and lines play no part. Breaks that nothing else tells apart are counted.
_IDENTIFIED: Final = """
create or replace table identified as
    with named as (
        select b.brk, b.kind,
            list_sort(list(named(i.side, i.kind, i.source_id))) as names,
            list_sort(list((i."on", i.amount, i.currency, i.row_hash))) as content
        from breaks b join fate f using (brk) join unsettled i using (item) group by all
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


def report_breaks(store: ItemStore) -> None:
    """Record what a step has put into `broken`."""
    for statement in (_NUMBERED, _MEMBERS, _BREAKS):
        store.connection.execute(statement)


def identify_breaks(store: ItemStore) -> None:
    """Give every break its identity, after the last of them was reported.

    Raises:
        ShortfallError: An item was decided twice.
    """
    if repeats(store, "fate", "item"):
        ((file, line),) = store.rows(_TWICE)
        raise ShortfallError(f"{file}, row {line} was decided twice; please report this.")
    store.connection.execute(_IDENTIFIED)
    store.connection.execute(_BY_ID)
