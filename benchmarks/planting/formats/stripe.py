"""Stripe's itemised payout reconciliation report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from benchmarks.planting.draw import Month
from benchmarks.planting.formats._sheet import Sheet, Written
from benchmarks.planting.rows import Movement

_HEADER = (
    "automatic_payout_id", "automatic_payout_effective_at_utc", "balance_transaction_id",
    "created_utc", "available_on_utc", "currency", "gross", "fee", "net", "reporting_category",
    "source_id", "charge_id", "description", "customer_facing_amount",
    "customer_facing_currency", "payment_metadata[invoice_number]",
)  # fmt: skip
_SOURCES = {"charge": "ch", "refund": "re", "dispute": "du", "dispute_reversal": "du"}


def write(rows: Sequence[Movement], month: Month) -> Written:  # noqa: ARG001 - the file names none
    """Return the report."""
    sheet = Sheet()
    sheet.add(_HEADER)
    for row in rows:
        sheet.add(_cells(row), row.key)
    return sheet.written()


def _cells(row: Movement) -> list[str]:
    amount, currency = row.asked or (row.gross, row.currency)
    paid_out = row.at + timedelta(days=3)
    return [
        f"po_1{paid_out:%Y%m%d}", f"{paid_out:%Y-%m-%d} 00:00:00", row.id,
        f"{row.at:%Y-%m-%d %H:%M:%S}", f"{row.at + timedelta(days=2):%Y-%m-%d} 00:00:00",
        row.currency.lower(), str(row.gross), str(row.fee), str(row.net), row.kind,
        _source(row), row.charge, row.description, str(amount), currency.lower(), row.number,
    ]  # fmt: skip


def _source(row: Movement) -> str:
    return row.id.replace("txn", _SOURCES.get(row.kind, "tr"))
