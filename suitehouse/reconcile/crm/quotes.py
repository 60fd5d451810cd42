"""The CRM's quotes: what was sold, beside the orders of a shop.

A shop's order is known by the quote's title, which is a token in the warehouse, and by the quote's
number where the company says how the shop writes it (`reconcile.quote_prefix`): shops number their
orders themselves, so that equal numbers alone mean nothing.
"""

from __future__ import annotations

from suitehouse.ledger.item import ItemKind, PaymentStatus
from suitehouse.reconcile.crm_table import CrmTable
from suitehouse.reconcile.parties import BILLED_TABLES, billed_parties

_ROWS = """
select q.id, q.number, q.name as title, q.total_amount as amount, null as tax,
    q.currency_id, c.iso4217,
    cast(q.date_entered as date) as day,
    case when q.stage in ('Closed Lost', 'Closed Dead') then 'lost'
        when q.invoice_status = 'Invoiced' then 'invoiced'
        when q.stage in ('Closed Accepted', 'Confirmed', 'Delivered') then 'accepted'
        else 'offered' end as status,
    coalesce(q.deleted, false) as is_deleted, q._removed_at is not null as is_removed
from landing.aos_quotes as q left join landing.currencies as c on q.currency_id = c.id
order by q.id
"""
_TOTALS = """
select q.currency_id, c.iso4217, count(*) as row_count, sum(coalesce(q.total_amount, 0)) as amount
from landing.aos_quotes as q left join landing.currencies as c on q.currency_id = c.id
group by q.currency_id, c.iso4217
"""

quotes = CrmTable(
    source="landing.aos_quotes",
    kind=ItemKind.ORDER,
    rows_sql=_ROWS,
    totals_sql=_TOTALS,
    parties_sql=billed_parties("aos_quotes"),
    parties_need=BILLED_TABLES,
    statuses={
        "lost": PaymentStatus.VOID,
        "accepted": PaymentStatus.AGREED,
        "invoiced": PaymentStatus.AGREED,
    },
    prefix=lambda policy: policy.quote_prefix or None,
    bare_number=False,
    dated_by=("date_entered",),
)
