"""The CRM's side: each row of `landing.aos_invoices` as a ledger item, and its control totals.

Rows and totals come from two separate statements, so that neither can hide the other's fault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from suitehouse.ledger.item import ItemKind, LedgerItem, PaymentStatus, Side
from suitehouse.ledger.money import CURRENCY_CODE, Money
from suitehouse.ledger.tally import Tally
from suitehouse.settings import ReconcilePolicy
from suitehouse.warehouses.protocol import ArrowReadable

SOURCE = "landing.aos_invoices"
# Every row, live or deleted, in id order: its place in that order is the row's number.
ITEMS_SQL = """
select
    invoices.id,
    invoices.number,
    invoices.total_amount,
    invoices.currency_id,
    currencies.iso4217,
    invoices.invoice_date,
    cast(invoices.date_entered as date) as entered_date,
    invoices.status,
    coalesce(invoices.deleted, false) as is_deleted,
    invoices._removed_at is not null as is_removed,
from landing.aos_invoices as invoices
left join landing.currencies as currencies on invoices.currency_id = currencies.id
order by invoices.id
"""
TOTALS_SQL = """
select
    invoices.currency_id,
    currencies.iso4217,
    count(*) as row_count,
    sum(coalesce(invoices.total_amount, 0)) as amount,
from landing.aos_invoices as invoices
left join landing.currencies as currencies on invoices.currency_id = currencies.id
group by all
"""
# SuiteCRM keeps no row for its base currency.
_BASE_CURRENCY_IDS = frozenset({None, "", "-99"})
# ISO 4217's code for "no currency": an id that SuiteCRM's list does not explain.
UNKNOWN_CURRENCY = "XXX"
_STATUSES = {
    "Paid": PaymentStatus.PAID,
    "Unpaid": PaymentStatus.OPEN,
    "Cancelled": PaymentStatus.VOID,
}


def read_invoices(warehouse: ArrowReadable, policy: ReconcilePolicy) -> tuple[LedgerItem, ...]:
    """Return every invoice of the CRM, deleted ones included, in id order."""
    rows = warehouse.read(ITEMS_SQL).to_pylist()
    return tuple(_item(row, place, policy) for place, row in enumerate(rows, start=1))


def invoice_totals(warehouse: ArrowReadable, policy: ReconcilePolicy) -> Mapping[str, Tally]:
    """Return count and sum of the CRM's invoices by currency, added up by the warehouse."""
    totals: dict[str, Tally] = {}
    for row in warehouse.read(TOTALS_SQL).to_pylist():
        currency = _currency(row, policy)
        added = Tally(row["row_count"], Decimal(row["amount"]))
        totals[currency] = totals.get(currency, Tally()) + added
    return totals


def _item(row: Mapping[str, Any], place: int, policy: ReconcilePolicy) -> LedgerItem:
    day = row["invoice_date"] or row["entered_date"]
    number = row["number"] or 0
    return LedgerItem(
        side=Side.CRM,
        kind=ItemKind.INVOICE,
        source_file=SOURCE,
        source_row=place,
        source_id=row["id"],
        on=day or date.min,
        money=Money(row["total_amount"] or Decimal(0), _currency(row, policy)),
        row_hash=hashlib.sha256(row["id"].encode()).hexdigest(),
        has_own_id=True,
        references=(f"{policy.invoice_prefix}{number}", str(number)) if number > 0 else (),
        shown=f"{policy.invoice_prefix}{number}" if number > 0 else "",
        status=_STATUSES.get(row["status"] or "", PaymentStatus.UNKNOWN),
        set_aside=_set_aside(row, day),
    )


def _currency(row: Mapping[str, Any], policy: ReconcilePolicy) -> str:
    if row["currency_id"] in _BASE_CURRENCY_IDS:
        return policy.base_currency
    code = (row["iso4217"] or "").strip().upper()
    return code if CURRENCY_CODE.fullmatch(code) else UNKNOWN_CURRENCY


def _set_aside(row: Mapping[str, Any], day: date | None) -> str:
    if row["is_removed"]:
        return "removed"
    if row["is_deleted"]:
        return "deleted"
    return "" if day else "undated"
