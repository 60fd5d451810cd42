"""What the pages of the assets show of a reconciliation: totals, counts and names, never a row."""

from collections import Counter
from collections.abc import Iterable, Mapping

import dagster as dg

from suitehouse.ledger.money import plain
from suitehouse.reconcile.control_totals import SideTotals
from suitehouse.reconcile.outcome import Status
from suitehouse.reconcile.output.summary import breaks_by_kind, effects
from suitehouse.reconcile.report import ReconcileReport, Reconciliation

Figures = Mapping[str, int | float | str | dg.MetadataValue]

_TALLIES = ("incoming", "matched", "broken", "excluded", "closing")
_COLUMNS = (
    "side",
    "currency",
    *(f"{name}_{what}" for name in _TALLIES for what in ("count", "amount")),
)
_SCHEMA = dg.TableSchema(columns=[dg.TableColumn(name) for name in _COLUMNS])
_NOTHING = "none"


def report_figures(report: ReconcileReport) -> Figures:
    """Return what the report comes to, over all reconciliations."""
    statuses = Counter(row.status for done in report.reconciliations for row in done.rows())
    compared = statuses[Status.MATCHED] + statuses[Status.BREAK]
    return {
        "headline": report.headline,
        "remarks": " ".join(remark.sentence for remark in report.remarks) or _NOTHING,
        "period": report.label,
        "files": len(report.files),
        "matched": statuses[Status.MATCHED],
        "matched_pct": round(100 * statuses[Status.MATCHED] / compared, 2) if compared else 100.0,
        "breaks": sum(len(done.breaks) for done in report.reconciliations),
        "excluded": statuses[Status.EXCLUDED],
        "card_numbers_refused": report.refused_card_count,
        "not_run": " ".join(f"{each.name}: {each.reason}" for each in report.not_run) or _NOTHING,
    }


def figures(done: Reconciliation, report: ReconcileReport) -> Figures:
    """Return what one reconciliation comes to; amounts are text, so that nothing rounds them."""
    name = done.definition.name
    kinds = {kind: len(found) for kind, found in breaks_by_kind(done.breaks).items()}
    sums = [str(money) for money in effects(done.breaks).values()]
    files = [file.name for file in report.files if name in report.reconciliations_of(file)]
    return {
        "period": done.period.label,
        "files": ", ".join(files),
        "control_totals": control_totals(done.totals),
        "breaks": len(done.breaks),
        "breaks_by_kind": _listed(kinds),
        "break_effect": "; ".join(sums) or _NOTHING,
        "groups_by_pass": _listed(done.groups_by_pass),
    }


def control_totals(totals: Iterable[SideTotals]) -> dg.MetadataValue:
    """Return the proof as a table, a row for each side and currency."""
    return dg.MetadataValue.table([_record(row) for row in totals], schema=_SCHEMA)


def _record(row: SideTotals) -> dg.TableRecord:
    cells: dict[str, str] = {"side": row.side.value, "currency": row.currency}
    for name in _TALLIES:
        tally = getattr(row, name)
        cells[f"{name}_count"] = str(tally.count)
        cells[f"{name}_amount"] = plain(tally.amount, row.currency)
    return dg.TableRecord(cells)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or _NOTHING
