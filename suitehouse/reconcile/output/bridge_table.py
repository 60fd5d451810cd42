"""`bridge.csv` and the bridge's part of the summary: totals, and what lies between them.

Every line has a figure: a total, a bucket between two totals, or rows that are in no total. Lines
follow the bridge, so equal inputs give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from suitehouse.ledger.money import plain
from suitehouse.ledger.tally import Tally
from suitehouse.reconcile.bridge import Bridge, Reading, Step
from suitehouse.reconcile.output.tables import csv_pieces

BRIDGE_COLUMNS: Final = (
    "currency",
    "line",
    "side",
    "total",
    "bucket_type",
    "bucket",
    "rows",
    "amount",
    "foots",
)
# What sides, totals and the bridge's own buckets are called in the report.
SIDES: Final = {
    "crm": "SuiteCRM",
    "erp": "the ERP",
    "processor": "the payment processor",
    "bank": "the bank",
}
LABELS: Final = {
    "crm_invoiced": "Invoiced in SuiteCRM",
    "matched_in_erp": "of it matched in the ERP",
    "erp_total": "ERP: invoices and credit notes",
    "processor_gross": "Processor: gross charges",
    "after_refunds": "after refunds",
    "after_disputes": "after disputes",
    "after_fees": "after fees",
    "processor_net": "Processor: net",
    "payouts": "Processor: payouts",
    "bank_received": "Bank: received from processors",
    "partner_outside_period": "The partner is dated outside the period",
    "converted": "Settled in another currency or at another amount than charged",
    "not_paid_out": "No payout is named for it",
    "payout_not_in_files": "Paid out by a payout that is in none of the files",
    "rows_not_in_files": "A payout of rows that are in none of the files",
    "payout_differs": "The payout is not what its rows add to",
}


def bridge_csv(bridge: Bridge | None) -> Iterator[str]:
    """Yield the table of the bridge in pieces; of headings alone where there is none."""
    return csv_pieces(BRIDGE_COLUMNS, _lines(bridge) if bridge else iter(()))


def bridge_summary(bridge: Bridge | None) -> dict[str, Any] | None:
    """Return the bridge as plain values; None where there is none."""
    if bridge is None:
        return None
    return {
        "period": {
            "start": bridge.period.start.isoformat(),
            "end": bridge.period.end.isoformat(),
        },
        "foots": bridge.foots,
        "missing": [side.value for side in bridge.missing],
        "unconnected": [side.value for side in bridge.unconnected],
        "currencies": {
            currency: [_step(step, currency) for step in steps]
            for currency, steps in bridge.currencies.items()
        },
        "read": [_reading(reading) for reading in bridge.readings],
    }


def _step(step: Step, currency: str) -> dict[str, Any]:
    return {
        "from": {"total": step.start.name, **_plain(step.start.tally, currency)},
        "buckets": [
            {
                "type": bucket.type,
                "bucket": bucket.name,
                "side": bucket.side,
                **_plain(bucket.tally, currency),
            }
            for bucket in step.buckets
        ],
        "to": {"total": step.end.name, **_plain(step.end.tally, currency)},
        "foots": step.foots,
    }


def _reading(reading: Reading) -> dict[str, Any]:
    currency = reading.currency
    return {
        "side": reading.side.value,
        "currency": currency,
        "in": _plain(reading.incoming, currency),
        "counted": _plain(reading.counted, currency),
        "left_out": {reason: _plain(tally, currency) for reason, tally in reading.left_out.items()},
        "foots": reading.foots,
    }


def _plain(tally: Tally, currency: str) -> dict[str, Any]:
    return {"rows": tally.count, "amount": plain(tally.amount, currency)}


def _lines(bridge: Bridge) -> Iterator[Sequence[str]]:
    for currency, steps in bridge.currencies.items():
        for step in steps[:1]:
            yield _line(currency, step.start.tally, line="total", total=step.start.name)
        for step in steps:
            yield from _step_lines(currency, step)
    for reading in bridge.readings:
        for reason, tally in reading.left_out.items():
            place = {"line": "left_out", "side": reading.side.value}
            yield _line(reading.currency, tally, bucket_type="excluded", bucket=reason, **place)


def _step_lines(currency: str, step: Step) -> Iterator[Sequence[str]]:
    """The buckets, each with the total that they lead to, and that total."""
    total, foots = step.end.name, str(step.foots).lower()
    for bucket in step.buckets:
        why = {"side": bucket.side, "bucket_type": bucket.type, "bucket": bucket.name}
        yield _line(currency, bucket.tally, line="bucket", total=total, **why)
    yield _line(currency, step.end.tally, line="total", total=total, foots=foots)


def _line(currency: str, tally: Tally, **cells: str) -> Sequence[str]:
    figures = {"rows": str(tally.count), "amount": plain(tally.amount, currency)}
    filled = {"currency": currency, **cells, **figures}
    return [filled.get(column, "") for column in BRIDGE_COLUMNS]
