"""The CRM's invoices; an invoice's parties are its account and its contact.

SuiteCRM counts the tax on shipping in an invoice's tax too.
"""

from __future__ import annotations

from suitehouse.ledger.item import ItemKind, PaymentStatus
from suitehouse.reconcile.crm_table import CrmTable, document_totals
from suitehouse.reconcile.parties import BILLED_TABLES, billed_parties

_ROWS = """
select i.id, i.number, null as title, i.total_amount as amount, i.tax_amount as tax,
    i.currency_id, c.iso4217,
    i.invoice_date as day, i.date_entered as entered_at, i.status,
    coalesce(i.deleted, false) as is_deleted, i._removed_at is not null as is_removed
from landing.aos_invoices as i left join landing.currencies as c on i.currency_id = c.id
order by i.id
"""

invoices = CrmTable(
    source="landing.aos_invoices",
    kind=ItemKind.INVOICE,
    rows_sql=_ROWS,
    totals_sql=document_totals("aos_invoices"),
    parties_sql=billed_parties("aos_invoices"),
    parties_need=BILLED_TABLES,
    statuses={
        "Paid": PaymentStatus.PAID,
        "Unpaid": PaymentStatus.OPEN,
        "Cancelled": PaymentStatus.VOID,
    },
    prefix=lambda policy: policy.invoice_prefix,
    dated_by=("invoice_date", "date_entered"),
)
