"""Which rows count for the bridge, and what each reconciliation has made of them.

Statements run in a schema of their own. `verdicts` holds a row for each item of a reconciliation,
with the group or break it belongs to; `placed` a row for each item of the bridge's sides, with the
reason it is left out of all totals, if it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from suitehouse.reconcile.period import Period
from suitehouse.reconcile.store import ItemStore

SCHEMA: Final = "bridge"
CRM_TABLE: Final = "invoices"

_VERDICTS: Final = """
create or replace table verdicts (
    stage varchar, item integer, unit varchar, type varchar, name varchar
)
"""
_JUDGED: Final = """
insert into verdicts
    select '{stage}', f.item,
        case f.status when 'matched' then 'm' || f.grp when 'break' then 'b' || f.brk
            else 'i' || f.item end,
        f.status, coalesce(b.kind, f.reason, '')
    from "{reconciliation}".fate f left join "{reconciliation}".breaks b on f.brk = b.brk
"""
# A payout leaves the balance by itself, so it has no gross in the bridge; `stated` is what it shows
# beside the bank. What a side takes out itself, repeats, and other days are in no total.
_PLACED: Final = """
create or replace table placed as
    with homes (side, stage) as (values {homes}),
    judged as (
        select h.side, v.item, min(v.type) as type, min(v.name) as name
        from verdicts v join homes h using (stage) group by all
    )
    select i.item, i.side, i.kind, i.currency, i.amount, coalesce(d.fee, 0) as fee,
        if(i.kind = 'payout', 0, i.amount) as gross,
        coalesce(d.net, i.amount - coalesce(d.fee, 0)) - i.amount
            + if(i.kind = 'payout', 0, i.amount) as net,
        if(i.kind = 'payout', -i.amount, i.amount) as stated,
        i.currency <> i.asked_in or abs(i.amount) <> abs(i.compared) as is_converted,
        f.system || chr(31) || coalesce(nullif(d.payout, ''),
            if(i.kind = 'payout', i.source_id, null)) as lot,
        case when i.set_aside <> '' then i.set_aside
            when j.type = 'excluded' and j.name = 'overlap' then j.name
            when i.side = 'bank' and j.type = 'excluded' and j.name = 'other_activity' then j.name
            when i.side = 'erp' and i.kind not in ('invoice', 'credit_note') then j.name
            when i."on" not between date '{start}' and date '{end}' then 'outside_period'
            end as left_out
    from items i
    join homes h on i.side = h.side
    left join details d on i.item = d.item
    left join judged j on i.item = j.item and i.side = j.side
    left join files f on i.file = f.file
    where i.side <> 'crm' or i.ledger = '{table}'
"""
_READ: Final = """
select cast(side as varchar) as side, currency, coalesce(left_out, ''), count(*), sum(amount)
from placed
group by all order by all
"""


def place_items(
    store: ItemStore, stages: Mapping[str, str], homes: Iterable[tuple[str, str]], period: Period
) -> None:
    """Make `verdicts` and `placed`.

    Args:
        store: Whose reconciliations are decided.
        stages: The name of the reconciliation of each stage that was done.
        homes: Sides with the stage that says which of their rows are repeats.
        period: The days that count.
    """
    store.enter(SCHEMA)
    run = store.connection.execute
    run(_VERDICTS)
    for stage, reconciliation in stages.items():
        run(_JUDGED.format(stage=stage, reconciliation=reconciliation))
    values = ", ".join(f"('{side}', '{stage}')" for side, stage in homes)
    days = {"start": period.start.isoformat(), "end": period.end.isoformat()}
    run(_PLACED.format(homes=values, table=CRM_TABLE, **days))


def read_tallies(store: ItemStore) -> list[tuple[Any, ...]]:
    """Return count and sum by side, currency and reason left out, empty for what counts."""
    store.enter(SCHEMA)
    return store.rows(_READ)
