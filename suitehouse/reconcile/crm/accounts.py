"""The CRM's accounts: a customer is one by its type, or by an invoice that stands."""

from __future__ import annotations

from suitehouse.ledger.item import ItemKind, PaymentStatus
from suitehouse.reconcile.crm_table import CrmTable
from suitehouse.reconcile.parties import ACCOUNT_TABLES, account_parties

_ROWS = """
select a.id, 0 as number, null as title, 0 as amount, null as tax,
    null as currency_id, null as iso4217, null as day, null as entered_at,
    case when a.account_type = 'Customer' or a.id in (
        select i.billing_account_id from landing.aos_invoices as i
        where not coalesce(i.deleted, false) and i._removed_at is null
            and i.billing_account_id is not null
    ) then 'customer' else 'other' end as status,
    coalesce(a.deleted, false) as is_deleted, a._removed_at is not null as is_removed
from landing.accounts as a
order by a.id
"""
_TOTALS = """
select null as currency_id, null as iso4217, count(*) as row_count, 0 as amount
from landing.accounts
"""

accounts = CrmTable(
    source="landing.accounts",
    kind=ItemKind.CUSTOMER,
    rows_sql=_ROWS,
    totals_sql=_TOTALS,
    parties_sql=account_parties(),
    parties_need=ACCOUNT_TABLES,
    statuses={"customer": PaymentStatus.AGREED},
    prefix=lambda policy: None,  # noqa: ARG005 - other systems number their customers themselves
    is_dated=False,
    looked_up=("aos_invoices",),
)
