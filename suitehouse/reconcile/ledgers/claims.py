"""Which documents could be the CRM's by their number, and where its customers' documents are found.

Each system numbers by itself, so that a number alone proves nothing where there are several: what
else agrees is told apart in `likeness`. A customer's ledger is inferred from documents that agree
in more than the number; one whose documents are in several has none.
"""

from __future__ import annotations

from typing import Final

from suitehouse.reconcile.ledgers.ledgers import Ledgers
from suitehouse.reconcile.store import ItemStore

# What other statements ask for, whether there are several ledgers or not. `homes`: the ledger of a
# row of the CRM, and on what that stands. `apart`: a document that is not the row's of its number.
# `strayed`: groups in another ledger than the settings say. `spoken`: the one that a row's sentence
# is about.
_NOTHING: Final = """
create or replace table homes (item integer, system varchar, basis varchar, customer varchar);
create or replace table apart (item integer, partner integer, why varchar, elsewhere varchar);
create or replace table strayed (grp integer, home varchar, book varchar, is_filed boolean);
create or replace table spoken (item integer, system varchar);
create or replace view posted as
    select s.item, f.system from scope s join files f using (file)
    where s.half = 1;
"""
_TABLES: Final = """
create or replace table filed (system varchar);
create or replace table assigned (item integer, system varchar)
"""
_ASSIGNED: Final = """
insert into assigned
    select s.item, n.system from incoming n join scope s using (source_id)
    where s.half = 0
"""
# Documents of other days say in which ledger a customer is, too.
_CONSIDERED: Final = """
create or replace table considered as
    select i.half, i.item, i."on", i.compared, i.asked_in, i.status, f.item is null as is_open
    from scope i left join fate f using (item)
    where is_matched(i.half, i.kind) and (f.item is null or f.reason = 'outside_period')
"""
# 4: customer and amount, 3: customer, 2: amount, 1: the number alone, 0: voided, -1: it is another
# customer's, at another amount. A name that the CRM bills nobody by says nothing.
_CLAIMS: Final = """
create or replace table claims as
    with numbers as (
        select c.*, k.key from considered c join keys k on c.item = k.item
        where k.form = 'normalised'
    ),
    alike as (
        select distinct l.item as ours, r.item as theirs, r.status = 'void' as is_void,
            l.status <> 'void' and r.status <> 'void' as is_standing,
            l.is_open and r.is_open as is_open,
            l.asked_in = r.asked_in and abs(l.compared - r.compared) <= rounding() as is_equal
        from numbers l join numbers r on l.key = r.key and l.half = 0 and r.half = 1
            and abs(r."on" - l."on") <= window_days()
    ),
    parties as (
        select c.half, c.item, k.key, starts_with(k.key, 'name:') as is_name
        from considered c join keys k on c.item = k.item and k.form = 'party'
    ),
    acquainted as (
        select distinct a.ours, a.theirs from alike a
        join parties l on a.ours = l.item join parties r on a.theirs = r.item and l.key = r.key
    ),
    billed as (select distinct key from parties where half = 0 and is_name),
    called as (
        select item, bool_or(key in (select key from billed)) as is_billed
        from parties where is_name group by item
    )
    select a.ours, a.theirs, p.system, a.is_open, a.is_standing, r.item is not null as is_called,
        case when a.is_void then 0
            when q.ours is not null then if(a.is_equal, 4, 3)
            when l.item is not null and r.is_billed then if(a.is_equal, 1, -1)
            else if(a.is_equal, 2, 1) end as likeness
    from alike a join posted p on a.theirs = p.item
    left join acquainted q on a.ours = q.ours and a.theirs = q.theirs
    left join called l on a.ours = l.item left join called r on a.theirs = r.item
"""
_CUSTOMERS: Final = """
create or replace table customers as
    select c.item,
        coalesce(min(k.key) filter (starts_with(k.key, 'name:')), min(k.key)) as customer
    from considered c join keys k on c.item = k.item and k.form = 'party'
    where c.half = 0 group by c.item
"""
# Where a document agrees in the customer, those of the number that do not are no evidence.
_FOUND_IN: Final = """
create or replace table found_in as
    with best as (
        select * from claims where is_standing and likeness >= 2
        qualify likeness >= least(3, max(likeness) over (partition by ours))
    )
    select c.customer, b.system, count(distinct b.theirs) as documents
    from best b join customers c on b.ours = c.item
    anti join assigned a on b.ours = a.item
    group by c.customer, b.system
"""
_HOMES: Final = """
insert into homes
    with known as (
        select customer, min(system) as system, count(*) as systems from found_in group by customer
    )
    select o.item, coalesce(a.system, if(k.systems = 1, k.system, null)),
        case when a.item is not null then 'stated' when c.customer is null then 'nobody'
            when k.systems = 1 then 'inferred' when k.systems > 1 then 'several'
            else 'none' end,
        c.customer
    from considered o left join assigned a using (item) left join customers c using (item)
    left join known k using (customer)
    where o.half = 0 and o.is_open
"""


def claim_documents(store: ItemStore, ledgers: Ledgers) -> None:
    """Fill `claims` and `homes`, where there are several ledgers; else leave `homes` empty."""
    run = store.connection.execute
    run(_NOTHING)
    if not ledgers:
        return
    run(_TABLES)
    for system in ledgers.with_files:
        run("insert into filed values ($1)", [system])
    store.connection.register("incoming", ledgers.assigned.__arrow_c_stream__())
    run(_ASSIGNED)
    store.connection.unregister("incoming")
    for statement in (_CONSIDERED, _CLAIMS, _CUSTOMERS, _FOUND_IN, _HOMES):
        run(statement)
