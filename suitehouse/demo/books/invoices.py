"""The CRM's invoices as the other systems know them, and the months their exports cover."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from suitehouse.demo.connection import Connection

_CENT = Decimal("0.01")
_INVOICES = """
select
    i.id,
    i.number,
    coalesce(a.name, ''),
    i.total_amount,
    coalesce(c.iso4217, 'EUR'),
    coalesce(c.conversion_rate, 1),
    i.invoice_date,
    coalesce(i.status, ''),
    i.deleted,
    coalesce(concat_ws(' ', p.first_name, p.last_name), ''),
    coalesce((
        select min(e.email_address)
        from email_addr_bean_rel r
        join email_addresses e on e.id = r.email_address_id and e.deleted = 0
        where r.bean_id = p.id and r.bean_module = 'Contacts' and r.primary_address = 1
            and r.deleted = 0
    ), '')
from aos_invoices i
left join accounts a on a.id = i.billing_account_id
left join currencies c on c.id = i.currency_id
left join contacts p on p.id = i.billing_contact_id and p.deleted = 0
where i.number > 0 and i.invoice_date > '0000-00-00'
order by i.number, i.id
"""


@dataclass(frozen=True, slots=True)
class Months:
    """Whole months: first and last day, both included."""

    first: date
    last: date

    def contains(self, day: date) -> bool:
        """Whether a day lies in them."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class CrmInvoice:
    """One invoice of the CRM.

    Attributes:
        shares_number: Whether another invoice bears the same number.
        contact_name: Whom it was sent to; empty where the CRM does not say.
        contact_email: That person's primary address; empty where there is none.
    """

    id: str
    number: int
    account_name: str
    amount: Decimal
    currency: str
    rate: Decimal
    on: date
    status: str
    is_deleted: bool
    shares_number: bool
    contact_name: str = ""
    contact_email: str = ""

    @property
    def reference(self) -> str:
        """How other systems write its number."""
        return f"INV-{self.number}"


@dataclass(frozen=True, slots=True)
class PlantedBreak:
    """A difference put into the exports on purpose.

    Attributes:
        reconciliation: Name of the reconciliation that should find it.
        kind: Break kind it should be given.
        reference: What stands in the export, or for a row that is absent the number it would bear;
            for a number that may be a name the stand-in that outputs show.
    """

    reconciliation: str
    kind: str
    reference: str


def last_full_months(now: datetime, count: int) -> Months:
    """Return the given number of whole months before the one that holds `now`."""
    last = now.date().replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    for _ in range(count - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Months(first, last)


def read_invoices(connection: Connection) -> tuple[CrmInvoice, ...]:
    """Return the CRM's invoices in the order of their numbers, deleted ones included."""
    with connection.cursor() as cursor:
        cursor.execute(_INVOICES)
        rows = cursor.fetchall()
    uses = Counter(row[1] for row in rows)
    return tuple(
        CrmInvoice(
            id=row[0],
            number=row[1],
            account_name=row[2],
            amount=row[3].quantize(_CENT),
            currency=row[4],
            rate=Decimal(str(row[5])),
            on=row[6],
            status=row[7],
            is_deleted=bool(row[8]),
            shares_number=uses[row[1]] > 1,
            contact_name=row[9],
            contact_email=row[10],
        )
        for row in rows
    )
