"""PayPal's activity download: every cell quoted, signed amounts, a negative fee, a balance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from benchmarks.planting.draw import Month
from benchmarks.planting.formats._sheet import Sheet, Written
from benchmarks.planting.rows import Movement

_HEADER = (
    "Date", "Time", "TimeZone", "Name", "Type", "Status", "Currency", "Gross", "Fee", "Net",
    "From Email Address", "To Email Address", "Transaction ID", "Reference Txn ID",
    "Invoice Number", "Balance", "Note", "Balance Impact",
)  # fmt: skip
_TYPES = {
    "charge": "Website Payment",
    "refund": "Payment Refund",
    "dispute": "Chargeback",
    "dispute_reversal": "Chargeback Reversal",
    "payout": "General Withdrawal",
    "authorisation": "General Authorization",
}


def write(rows: Sequence[Movement], month: Month) -> Written:  # noqa: ARG001 - the file names none
    """Return the download; balances follow the clock, in whatever order rows stand."""
    sheet = Sheet(quotes_all=True)
    sheet.add(_HEADER)
    balances = _balances(rows)
    for place, row in enumerate(rows):
        sheet.add(_cells(row, balances[place]), row.key)
    return sheet.written("\ufeff")


def _cells(row: Movement, balance: Decimal) -> list[str]:
    impact = "Debit" if row.gross < 0 else "Credit"
    return [
        f"{row.at:%m/%d/%Y}", f"{row.at:%H:%M:%S}", "PST", row.party, _TYPES[row.kind], row.status,
        row.currency, f"{row.gross:,}", f"{0 - row.fee:,}", f"{row.net:,}", "", "", row.id,
        row.charge if row.charge != row.id else "", row.number, f"{balance:,}", row.description,
        impact if _is_moving(row) else "Memo",
    ]  # fmt: skip


def _is_moving(row: Movement) -> bool:
    return row.status == "Completed" and row.kind != "authorisation"


def _balances(rows: Sequence[Movement]) -> Mapping[int, Decimal]:
    """Return {place: balance after that row}."""
    balances: dict[int, Decimal] = {}
    running: dict[str, Decimal] = defaultdict(Decimal)
    for place in sorted(range(len(rows)), key=lambda at: (rows[at].at, rows[at].id)):
        row = rows[place]
        if _is_moving(row):
            running[row.currency] += row.net
        balances[place] = running[row.currency]
    return balances
