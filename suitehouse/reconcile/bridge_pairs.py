"""The steps of the bridge between two systems' totals, where several reconciliations meet.

An ERP document and a charge are never compared with each other; the CRM's invoice connects them.
Whatever groups and breaks connect is one cluster, and all of its rows go into one bucket: the
reason why one of the two totals has the money and the other has not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from suitehouse.reconcile.connected import connect
from suitehouse.reconcile.store import ItemStore

_MEMBERS: Final = """
create or replace table members as
    select v.stage, v.stage || v.unit as key, v.item, v.type, v.name, p.side, p.left_out,
        p.is_converted, p.side in ('{left}', '{right}') as is_shown
    from verdicts v join placed p using (item)
    where v.stage in ({stages}) and p.side in ('crm', '{left}', '{right}')
        and (p.side <> 'processor' or p.kind = '{kind}')
"""
# What is missing or takes no part explains an absence before any difference does. A partner on
# another day explains it before a difference in amount, status or fee. A cluster that only one of
# the systems shows says which.
_BUCKETS: Final = """
create or replace table cluster_buckets as
    with told as (
        select root, type, name, case
                when type = 'break' and starts_with(name, 'missing_in_') then 1
                when type = 'excluded' then 2
                when type = 'break' and name = 'timing' then 3
                when type = 'break' and stage <> 'erp' then 5
                when type = 'break' then 6 else 8 end as place
        from members join roots using (item)
        union all
        select root, 'other', 'partner_outside_period', 4
        from members join roots using (item) where is_shown and left_out is not null
        union all
        select root, 'other', 'converted', 7
        from members join roots using (item) where is_shown and is_converted
    ),
    reasons as (
        select root, arg_min(type, (place, name)) as type, arg_min(name, (place, name)) as name
        from told group by root
    ),
    shown as (
        select root, if(min(side) = max(side), min(side), '') as side
        from members join roots using (item) where is_shown and left_out is null group by root
    )
    select root, s.side, type, name from reasons join shown s using (root)
"""
_MOVES: Final = """
insert into moves
    select '{step}', p.item, p.currency, if(p.side = '{left}', -p.stated, p.stated), b.type, b.name,
        b.side
    from placed p join roots using (item) join cluster_buckets b using (root)
    where p.left_out is null and p.side in ('{left}', '{right}')
        and (p.side <> 'processor' or p.kind = '{kind}')
"""


@dataclass(frozen=True, slots=True)
class PairedStep:
    """A step from one system's total to another's.

    Attributes:
        name: The total that is reached.
        left: The side that is left.
        right: The side that is reached.
        stages: The reconciliations that connect them.
        kind: The processor's rows that take part.
    """

    name: str
    left: str
    right: str
    stages: Collection[str]
    kind: str


def take_paired_step(store: ItemStore, step: PairedStep) -> None:
    """Fill `moves` with the step: both sides' rows, each in the bucket of its cluster."""
    run = store.connection.execute
    stages = ", ".join(f"'{stage}'" for stage in step.stages)
    names = {"left": step.left, "right": step.right, "kind": step.kind}
    run(_MEMBERS.format(stages=stages, **names))
    connect(store, "members")
    run(_BUCKETS)
    run(_MOVES.format(step=step.name, **names))
