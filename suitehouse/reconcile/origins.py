"""Breaks that our own pipeline or a deletion explains, told from breaks in the business.

A number that the CRM does not have may be one that it had, or that the warehouse could not read or
got late. The number is matched in the form that the passes use. The break keeps its kind; its
sentence gets another one that says where it comes from and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

import pyarrow as pa

from suitehouse.reconcile.store import ItemStore
from suitehouse.reconcile.traces import Trace

_TRACES: Final = pa.schema(
    [
        ("crm_table", pa.string()),
        ("crm_row", pa.string()),
        ("cause", pa.string()),
        ("noticed_at", pa.timestamp("us")),
        ("detail", pa.string()),
    ]
)
_KEEP: Final = "create or replace table traces as select * from incoming"
# Where several rows of the CRM bear the number, the cause that says most about it stands: causes
# are ranked as listed here.
_EXPLAINED: Final = """
create or replace table explained as
    with causes (cause, place, origin, shown_by, remedy) as (values
        ('quarantined', 1, 'pipeline', 'ops.quarantine',
            concat('Put the value right in ', ours(), ', run `suitehouse quarantine replay`, and',
                ' reconcile again.')),
        ('removed', 2, 'crm_deleted', '', concat('Find out who deleted it; enter it in ', ours(),
            ' again, or void the ', their_noun(), ' in ', theirs(), '.')),
        ('deleted', 3, 'crm_deleted', '', concat('Find out who deleted it; restore it in ', ours(),
            ', or void the ', their_noun(), ' in ', theirs(), '.')),
        ('healed', 4, 'pipeline', 'ops.misses',
            'Run `suitehouse sweep`, and reconcile again; if the break stays, look at its date.'),
        ('captured_late', 5, 'pipeline', 'ops.table_loads',
            'Run `suitehouse sweep`, and reconcile again; if the break stays, look at its date.')
    ),
    unknown as (
        select f.brk, f.item from breaks b join fate f using (brk) join scope s using (item)
        where b.kind = 'missing_in_crm' and s.half = 1
    ),
    namesakes as (
        select distinct u.brk, i.item, t.name as crm_table, i.source_id as crm_row,
            i.set_aside
        from unknown u
        join keys k on u.item = k.item and k.form = number_form()
        join keys o on k.key = o.key and o.form = number_form()
        join scope i on o.item = i.item and i.half = 0
        join files t on i.file = t.file
    ),
    signs as (
        select n.brk, n.crm_table, n.crm_row, t.cause, t.noticed_at, t.detail
        from namesakes n join traces t using (crm_table, crm_row)
        union all
        select brk, crm_table, crm_row, set_aside, null, '' from namesakes
    ),
    ranked as (
        select s.*, c.origin, c.remedy, coalesce(nullif(c.shown_by, ''), s.crm_table) as shown_by,
            strftime(s.noticed_at, ' on %Y-%m-%d %H:%M UTC') as noticed
        from signs s join causes c using (cause)
        qualify row_number() over (
            partition by s.brk order by c.place, s.noticed_at nulls last, s.crm_table, s.crm_row
        ) = 1
    )
    select brk, origin, cause, shown_by, crm_table, crm_row, noticed_at, remedy,
        concat('The ', our_noun(), ' ', case cause
            when 'quarantined' then concat('is in quarantine (', detail, ')',
                ', noticed' || noticed)
            when 'removed' then concat('was deleted from ', ours(), '''s database',
                ', noticed' || noticed)
            when 'deleted' then concat('is deleted in ', ours(), ', noticed' || noticed)
            when 'healed' then concat('came late: a sweep found it', noticed, ' (',
                replace(detail, '_', ' '), '), after the period')
            else concat('came late: it was captured', noticed, ', after the period') end,
            ' (', shown_by, '). ', remedy) as sentence
    from ranked
"""
_SAID: Final = """
update breaks set sentence = concat(breaks.sentence, ' ', e.sentence)
from explained e where breaks.brk = e.brk
"""


def explain_breaks(store: ItemStore, traces: Iterable[Trace]) -> None:
    """Say of each break of the reconciliation at hand whether it comes from the business.

    Leaves the table `explained`, a row for each break that does not.
    """
    found = [*traces]
    rows = pa.table(
        {
            "crm_table": [trace.table for trace in found],
            "crm_row": [trace.source_id for trace in found],
            "cause": [trace.cause.value for trace in found],
            "noticed_at": [_stored(trace.noticed_at) for trace in found],
            "detail": [trace.detail for trace in found],
        },
        schema=_TRACES,
    )
    store.connection.register("incoming", rows)
    store.connection.execute(_KEEP)
    store.connection.unregister("incoming")
    store.connection.execute(_EXPLAINED)
    store.connection.execute(_SAID)


def _stored(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=None)
