"""`items.csv` and `breaks.csv`: a line for each input row, and a line for each break.

Text from outside is written so that no spreadsheet takes it for a formula. Lines are ordered by
where the rows stand in their sources, so equal inputs give equal bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice

from suitehouse.ledger.money import Money, plain
from suitehouse.reconcile.outcome import Break, Member, Row
from suitehouse.reconcile.run import ReconcileReport, Reconciliation

ITEM_COLUMNS = (
    "reconciliation",
    "side",
    "source_file",
    "source_row",
    "source_id",
    "match_group",
    "pass",
    "status",
    "break_kind",
    "amount",
    "currency",
    "break_id",
    "explanation",
)
BREAK_COLUMNS = (
    "break_id",
    "reconciliation",
    "break_kind",
    "reference",
    "date",
    "age_days",
    "left_amount",
    "left_currency",
    "right_amount",
    "right_currency",
    "effect",
    "match_group",
    "left_rows",
    "right_rows",
    "explanation",
    "confidence",
    "causes",
)
_ROWS_PER_PIECE = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def items_csv(report: ReconcileReport) -> Iterator[str]:
    """Yield the table of every input row, each exactly once for each reconciliation, in pieces."""
    rows = (_item_row(done, row) for done in report.reconciliations for row in done.rows())
    return _csv(ITEM_COLUMNS, rows)


def breaks_csv(report: ReconcileReport) -> Iterator[str]:
    """Yield the table of breaks, in the order of their first row, in pieces."""
    rows = (_break_row(done, found) for done in report.reconciliations for found in done.breaks)
    return _csv(BREAK_COLUMNS, rows)


def lineage(members: Iterable[Member]) -> str:
    """Return where rows stand: `file:line`, or table and id for the CRM's."""
    return "; ".join(f"{each.source_file}:{each.line} ({each.source_id})" for each in members)


def age_days(done: Reconciliation, found: Break) -> int:
    """Return the days from the break's earliest row to the period's end; never negative."""
    return max(0, (done.period.end - min(member.on for member in found.members)).days)


def causes_text(found: Break) -> str:
    """Return what a break's effect is made of: `fee_mismatch -3.20 EUR; rounding 0.01 EUR`."""
    return "; ".join(f"{each.kind} {' '.join(_amount(each.money))}" for each in found.causes)


def side_sum(members: Sequence[Member]) -> Money | None:
    """Return what rows of one side add to; nothing where there are none or currencies differ."""
    if len({member.compared.currency for member in members}) != 1:
        return None
    total = sum((member.compared.amount for member in members), Decimal(0))
    return Money(total, members[0].compared.currency)


def _item_row(done: Reconciliation, row: Row) -> Sequence[str]:
    reason = f"{row.reason}: " if row.reason else ""
    return (
        done.definition.name,
        row.side,
        _guarded(row.source_file),
        str(row.line),
        _guarded(row.source_id),
        row.match_group,
        row.pass_name,
        row.status,
        row.break_kind or "",
        *_amount(row.money),
        row.break_id,
        _guarded(f"{reason}{row.explanation}"),
    )


def _break_row(done: Reconciliation, found: Break) -> Sequence[str]:
    first = found.members[0]
    return (
        found.break_id,
        done.definition.name,
        found.kind,
        _guarded(first.label),
        first.on.isoformat(),
        str(age_days(done, found)),
        *_amount(side_sum(found.left)),
        *_amount(side_sum(found.right)),
        _amount(found.effect)[0],
        found.match_group,
        _guarded(lineage(found.left)),
        _guarded(lineage(found.right)),
        _guarded(found.explanation),
        found.confidence,
        causes_text(found),
    )


def _amount(money: Money | None) -> tuple[str, str]:
    return (plain(money.amount, money.currency), money.currency) if money else ("", "")


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    rest = iter(rows)
    batch: list[Sequence[str]] = [columns]
    while batch:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(batch)
        yield buffer.getvalue()
        batch = list(islice(rest, _ROWS_PER_PIECE))
