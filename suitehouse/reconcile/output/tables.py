"""`items.csv` and `breaks.csv`: a line for each input row, and a line for each break.

Text from outside is written so that no spreadsheet takes it for a formula. Lines are ordered by
where the rows stand in their sources, so equal inputs give equal bytes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from suitehouse.ledger.item import LedgerItem
from suitehouse.ledger.money import Money, plain
from suitehouse.reconcile.outcome import Break
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
    "crm_amount",
    "crm_currency",
    "other_amount",
    "other_currency",
    "effect",
    "match_group",
    "crm_rows",
    "other_rows",
    "explanation",
)
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def items_csv(report: ReconcileReport) -> str:
    """Return the table of every input row, each exactly once for each reconciliation."""
    rows = (_item_row(done, item) for done in report.reconciliations for item in done.items)
    return _csv(ITEM_COLUMNS, rows)


def breaks_csv(report: ReconcileReport) -> str:
    """Return the table of breaks, in the order of their first row."""
    rows = (
        _break_row(done, found) for done in report.reconciliations for found in in_row_order(done)
    )
    return _csv(BREAK_COLUMNS, rows)


def in_row_order(done: Reconciliation) -> list[Break]:
    """Return the breaks of a reconciliation in the order of their first row."""
    place = {item: number for number, item in enumerate(done.items)}
    return sorted(done.breaks, key=lambda found: min(place[item] for item in found.group.items))


def lineage(items: Iterable[LedgerItem]) -> str:
    """Return where items stand: `file:line`, or table and id for the CRM's."""
    return "; ".join(f"{item.source_file}:{item.source_row} ({item.source_id})" for item in items)


def age_days(done: Reconciliation, found: Break) -> int:
    """Return the days from the break's earliest row to the period's end; never negative."""
    return max(0, (done.period.end - min(item.on for item in found.group.items)).days)


def side_sum(items: Sequence[LedgerItem]) -> Money | None:
    """Return what items of one side add to; nothing where there are none or currencies differ."""
    if len({item.compared.currency for item in items}) != 1:
        return None
    total = sum((item.compared.amount for item in items), Decimal(0))
    return Money(total, items[0].compared.currency)


def _item_row(done: Reconciliation, item: LedgerItem) -> Sequence[str]:
    outcome = done.outcome(item)
    reason = f"{outcome.reason}: " if outcome.reason else ""
    return (
        done.definition.name,
        item.side,
        _guarded(item.source_file),
        str(item.source_row),
        _guarded(item.source_id),
        outcome.match_group,
        outcome.pass_name,
        outcome.status,
        outcome.break_kind or "",
        *_amount(item.money),
        outcome.break_id,
        _guarded(f"{reason}{outcome.explanation}"),
    )


def _break_row(done: Reconciliation, found: Break) -> Sequence[str]:
    first = found.group.items[0]
    return (
        found.break_id,
        done.definition.name,
        found.kind,
        _guarded(first.label),
        first.on.isoformat(),
        str(age_days(done, found)),
        *_amount(side_sum(found.group.crm)),
        *_amount(side_sum(found.group.other)),
        _amount(found.effect)[0],
        found.match_group,
        _guarded(lineage(found.group.crm)),
        _guarded(lineage(found.group.other)),
        _guarded(found.explanation),
    )


def _amount(money: Money | None) -> tuple[str, str]:
    return (plain(money.amount, money.currency), money.currency) if money else ("", "")


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue()
