"""The CRM's quotes: what was sold, beside the orders of a shop.

A shop's order is known by the quote's title, which is a token in the warehouse, and by the quote's
number where the company says how the shop writes it (`reconcile.quote_prefix`): shops number their
orders themselves, so that equal numbers alone mean nothing.
"""

from __future__ import annotations

from suitehouse.ledger.item import ItemKind, PaymentStatus
from suitehouse.reconcile.crm_table import CrmTable, document_totals
from suitehouse.reconcile.parties import BILLED_TABLES, billed_parties

_ROWS = """
select q.id, q.number, q.name as title, q.total_amount as amount, null as tax,
    q.currency_id, c.iso4217,
    null as day, q.date_entered as entered_at,
    case when q.stage in ('Closed Lost', 'Closed Dead') then 'lost'
        when q.invoice_status = 'Invoiced' then 'invoiced'
        when q.stage in ('Closed Accepted', 'Confirmed', 'Delivered') then 'accepted'
        else 'offered' end as status,
    coalesce(q.deleted, false) as is_deleted, q._removed_at is not null as is_removed
from landing.aos_quotes as q left join landing.currencies as c on q.currency_id = c.id
order by q.id
"""

quotes = CrmTable(
    source="landing.aos_quotes",
    kind=ItemKind.ORDER,
    rows_sql=_ROWS,
    totals_sql=document_totals("aos_quotes"),
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
