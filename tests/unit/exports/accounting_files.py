"""Small exports of accounting systems and shops, as text; what a test changes it names."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest

from suitehouse.errors import ExportError
from suitehouse.intake.folder import read_export
from suitehouse.ledger.books import Books
from suitehouse.ledger.export_file import ExportFile

FOOTER = '" Wednesday, April 01, 2026 02:44 PM GMT-05:00",,'


def read(raw: bytes | str, home: str = "USD") -> ExportFile:
    """Return a file as the format that knows it reads it."""
    return read_export("a.csv", raw.encode() if isinstance(raw, str) else raw, Books(home))


def refusal(raw: bytes | str, home: str = "USD") -> ExportError:
    """Return the error with which a file is refused."""
    with pytest.raises(ExportError) as refused:
        read(raw, home)
    return refused.value


def place(raw: bytes | str) -> tuple[int | None, str]:
    """Return line and column of the error with which a file is refused."""
    error = refusal(raw)
    return error.line, error.column


def table(header: str, *rows: str) -> str:
    """Return a plain table."""
    return "\n".join((header, *rows)) + "\n"


def report(title: str, header: str, *lines: str, days: str = "March 1-31, 2026") -> str:
    """Return a QuickBooks report: title, header, the lines, footer."""
    head = ('"Example Co, LLC",,', f"{title},,", f'"{days}",,', "", header)
    return "\r\n".join((*head, *lines, "", "", "", FOOTER)) + "\r\n"


def codes(file: ExportFile) -> list[tuple[str, int | None]]:
    """Return code and line of each finding."""
    return [(finding.code, finding.line) for finding in file.findings]


def kinds(file: ExportFile) -> list[str]:
    """Return what each record is for."""
    return [row.kind.value for row in file.rows]


def amounts(file: ExportFile) -> list[str]:
    """Return the money of each item."""
    return [str(item.money) for item in file.items]


def totals(file: ExportFile) -> dict[str, Decimal]:
    """Return the sum of the items by currency."""
    sums: dict[str, Decimal] = {}
    for item in file.items:
        sums[item.money.currency] = sums.get(item.money.currency, Decimal(0)) + item.money.amount
    return sums


def counts(values: Iterable[str]) -> dict[str, int]:
    """Return how often each value stands there."""
    found: dict[str, int] = {}
    for value in values:
        found[value] = found.get(value, 0) + 1
    return found
