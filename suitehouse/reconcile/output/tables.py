"""`items.csv`, `breaks.csv`, `suggestions.csv`: lines for input rows, breaks, and what might fit.

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
from suitehouse.reconcile.outcome import Break, Member, Row, Suggestion
from suitehouse.reconcile.report import ReconcileReport, Reconciliation

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
    "origin",
    "confidence",
    "causes",
)
SUGGESTION_COLUMNS = (
    "suggestion_id",
    "break_id",
    "reconciliation",
    "reason",
    "alternatives",
    "alternative",
    "side",
    "source_file",
    "source_row",
    "source_id",
    "reference",
    "date",
    "amount",
    "currency",
)
_ROWS_PER_PIECE = 10_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def items_csv(report: ReconcileReport) -> Iterator[str]:
    """Yield the table of every input row, each exactly once for each reconciliation, in pieces."""
    rows = (_item_row(done, row) for done in report.reconciliations for row in done.rows())
    return csv_pieces(ITEM_COLUMNS, rows)


def breaks_csv(report: ReconcileReport) -> Iterator[str]:
    """Yield the table of breaks, in the order of their first row, in pieces."""
    rows = (_break_row(done, found) for done in report.reconciliations for found in done.breaks)
    return csv_pieces(BREAK_COLUMNS, rows)


def suggestions_csv(report: ReconcileReport) -> Iterator[str]:
    """Yield the table of suggestions in pieces: a line for each row of each alternative."""
    rows = (
        row
        for done in report.reconciliations
        for found in done.suggestions.values()
        for suggestion in found
        for row in _suggestion_rows(done, suggestion)
    )
    return csv_pieces(SUGGESTION_COLUMNS, rows)


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
        guarded(row.source_file),
        str(row.line),
        guarded(row.source_id),
        row.match_group,
        row.pass_name,
        row.status,
        row.break_kind or "",
        *_amount(row.money),
        row.break_id,
        guarded(f"{reason}{row.explanation}"),
    )


def _break_row(done: Reconciliation, found: Break) -> Sequence[str]:
    first = found.members[0]
    return (
        found.break_id,
        done.definition.name,
        found.kind,
        guarded(first.label),
        first.on.isoformat(),
        str(age_days(done, found)),
        *_amount(side_sum(found.left)),
        *_amount(side_sum(found.right)),
        _amount(found.effect)[0],
        found.match_group,
        guarded(lineage(found.left)),
        guarded(lineage(found.right)),
        guarded(found.explanation),
        found.origin,
        found.confidence,
        causes_text(found),
    )


def _suggestion_rows(done: Reconciliation, found: Suggestion) -> Iterator[Sequence[str]]:
    for number, members in enumerate(found.alternatives, start=1):
        for member in members:
            yield (
                found.suggestion_id,
                found.break_id,
                done.definition.name,
                found.reason,
                str(found.count),
                str(number),
                done.side_of(member),
                guarded(member.source_file),
                str(member.line),
                guarded(member.source_id),
                guarded(member.label),
                member.on.isoformat(),
                *_amount(member.compared),
            )


def _amount(money: Money | None) -> tuple[str, str]:
    return (plain(money.amount, money.currency), money.currency) if money else ("", "")


def guarded(text: str) -> str:
    """Return text from outside so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_pieces(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield a table as CSV, headings first, some thousand lines at a time."""
    rest = iter(rows)
    batch: list[Sequence[str]] = [columns]
    while batch:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, lineterminator="\n").writerows(batch)
        yield buffer.getvalue()
        batch = list(islice(rest, _ROWS_PER_PIECE))
