"""PayPal's settlement report (STL): unsigned hundredths in every currency, totals, counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal

from benchmarks.planting.draw import Month
from benchmarks.planting.formats._sheet import Sheet, Written
from benchmarks.planting.rows import Movement

_HEADER = (
    "Transaction ID", "Invoice ID", "PayPal Reference ID", "PayPal Reference ID Type",
    "Transaction Event Code", "Transaction Initiation Date", "Transaction Completion Date",
    "Transaction Debit or Credit", "Gross Transaction Amount", "Gross Transaction Currency",
    "Fee Debit or Credit", "Fee Amount", "Fee Currency", "Custom Field", "Consumer ID",
    "Payment Tracking ID", "Store ID", "Bank Reference ID",
)  # fmt: skip
_CODES = {
    "charge": "T0006",
    "refund": "T1107",
    "dispute": "T1201",
    "dispute_reversal": "T1202",
    "payout": "T0400",
    "authorisation": "T1300",
}
_ACCOUNT = "SAMPLEACCT001"


def write(rows: Sequence[Movement], month: Month) -> Written:
    """Return a report of one section over the month."""
    sheet = Sheet()
    start, end = (_moment(datetime.combine(day, time(0))) for day in (month.first, month.last))
    sheet.add(["RH", end, "A", _ACCOUNT, "009", ""])
    sheet.add(["FH", "01"])
    sheet.add(["SH", start, end, _ACCOUNT, ""])
    sheet.add(["CH", *_HEADER])
    for row in rows:
        sheet.add(_cells(row), row.key)
    for section, count in (("SF", "SC"), ("RF", "RC")):
        for currency in sorted({row.currency for row in rows}):
            sheet.add(_totals(section, [row for row in rows if row.currency == currency]))
        sheet.add([count, len(rows)])
    sheet.add(["FF", len(rows)])
    return sheet.written("\ufeff")


def _cells(row: Movement) -> list[object]:
    at, belongs = _moment(row.at), row.charge != row.id
    return [
        "SB", row.id, row.number, row.charge if belongs else "", "TXN" if belongs else "",
        _CODES[row.kind], at, at, _side(row.gross), _hundredths(row.gross), row.currency,
        _side(-row.fee), _hundredths(row.fee), row.currency, row.description, row.party,
        "", "", "",
    ]  # fmt: skip


def _totals(section: str, rows: Sequence[Movement]) -> list[object]:
    amounts, fees = [row.gross for row in rows], [-row.fee for row in rows]
    balance = sum(amounts, Decimal(0)) + sum(fees, Decimal(0))
    return [
        section, rows[0].currency, _added(amounts, 1), _added(amounts, -1), _added(fees, 1),
        _added(fees, -1), "CR", 0, _side(balance), _hundredths(balance), len(rows),
    ]  # fmt: skip


def _added(amounts: Sequence[Decimal], sign: int) -> int:
    return _hundredths(sum((each for each in amounts if each * sign > 0), Decimal(0)))


def _side(amount: Decimal) -> str:
    return "DR" if amount < 0 else "CR"


def _hundredths(amount: Decimal) -> int:
    return int(abs(amount) * 100)


def _moment(at: datetime) -> str:
    return f"{at:%Y/%m/%d %H:%M:%S} -0800"
