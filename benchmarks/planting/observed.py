"""What the engine says of planted rows, by the keys of the rows instead of files and lines."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from benchmarks.planting.company import PlantedMonth
from benchmarks.planting.draw import Month
from benchmarks.planting.formats._sheet import Written
from benchmarks.planting.landing import BASE_CURRENCY, PARTIES, RATES, StandInWarehouse
from benchmarks.planting.truth import ERP, PROCESSOR, pairs_of
from suitehouse.ledger.item import Side
from suitehouse.reconcile.outcome import Row, Status
from suitehouse.reconcile.policy import ReconcilePolicy
from suitehouse.reconcile.report import ReconcileReport, Reconciliation
from suitehouse.reconcile.run import reconcile

POLICY = ReconcilePolicy(base_currency=BASE_CURRENCY, invoice_prefix="INV-")
ReportedBreak = tuple[str, str, tuple[str, ...]]
ReportedPair = tuple[str, str, str]


@dataclass(slots=True)
class Observed:
    """What one run has reported.

    Attributes:
        breaks: How often each `(reconciliation, kind, rows)` was reported.
        pairs: How often each `(reconciliation, ours, theirs)` was paired, in a match or a break.
        matches: The same, of rows that are matched.
        outcomes: How often each `(reconciliation, row, outcome)` came out.
        troubles: What keeps the run from being whole: quarantined files, totals that do not foot.
    """

    breaks: Counter[ReportedBreak] = field(default_factory=Counter)
    pairs: Counter[ReportedPair] = field(default_factory=Counter)
    matches: Counter[ReportedPair] = field(default_factory=Counter)
    outcomes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)


def reconciled(
    planted: PlantedMonth, files: Mapping[str, Written], folder: Path
) -> ReconcileReport:
    """Run the engine over the files, written into a folder."""
    for name, file in files.items():
        (folder / name).write_bytes(file.raw)
    warehouse = StandInWarehouse(planted.invoices)
    with tempfile.TemporaryDirectory() as aside:
        rates = Path(aside) / "rates.csv"
        rates.write_text(_rates(planted.month), encoding="utf-8")
        try:
            return reconcile(
                warehouse=warehouse,
                exports=folder,
                policy=POLICY.model_copy(update={"rates": rates}),
                parties=PARTIES,
                month=planted.month.label,
            )
        finally:
            warehouse.close()


def _rates(month: Month) -> str:
    """A table with one rate a week for each currency, from before the month until after it."""
    weeks = [month.first + timedelta(days=7 * week) for week in range(-8, 13)]
    lines = (
        f"{week},{BASE_CURRENCY},{code},{rate},planted\n"
        for week in weeks
        for code, rate in RATES.items()
    )
    return "date,from,to,rate,source\n" + "".join(lines)


def observe(planted: PlantedMonth) -> Observed:
    """Run the engine over a month and return what it has reported."""
    files = planted.files()
    with tempfile.TemporaryDirectory() as folder:
        report = reconciled(planted, files, Path(folder))
        found = told(report, files)
        for done in report.reconciliations:
            done.store.close()
    return found


def told(report: ReconcileReport, files: Mapping[str, Written]) -> Observed:
    """Return what a report says, by the keys of the rows."""
    observed = Observed(troubles=_troubles(report))
    for done in report.reconciliations:
        if done.definition.name in (ERP, PROCESSOR):
            _take(observed, done, files)
    return observed


def _troubles(report: ReconcileReport) -> list[str]:
    quarantined = [f"{file.name}: {file.error}" for file in report.quarantined]
    unsound = [
        f"{file.name}: {finding.code}"
        for file in report.files
        for finding in file.findings
        if not file.is_sound
    ]
    footing = [done.definition.name for done in report.reconciliations if not done.foots]
    return [*quarantined, *unsound, *(f"{name} does not foot" for name in footing)]


def _take(observed: Observed, done: Reconciliation, files: Mapping[str, Written]) -> None:
    name = done.definition.name
    groups: dict[str, list[str]] = defaultdict(list)
    for row in done.rows():
        key = _key(row.side, row.source_id, row.source_file, row.line, files)
        observed.outcomes[name, key, _outcome(row)] += 1
        if row.status is Status.MATCHED:
            groups[row.match_group].append(key)
        if row.reason == "overlap":
            observed.breaks[name, "overlap_duplicate", (key,)] += 1
    for keys in groups.values():
        for ours, theirs in pairs_of("", keys):
            observed.matches[name, ours, theirs] += 1
            observed.pairs[name, ours, theirs] += 1
    _take_breaks(observed, done, files)


def _take_breaks(observed: Observed, done: Reconciliation, files: Mapping[str, Written]) -> None:
    name = done.definition.name
    for found in done.breaks:
        keys = tuple(
            sorted(
                _key(
                    done.definition.left.side if member.half == 0 else None,
                    member.source_id,
                    member.source_file,
                    member.line,
                    files,
                )
                for member in found.members
            )
        )
        observed.breaks[name, found.kind.value, keys] += 1
        for ours, theirs in pairs_of(found.kind.value, keys):
            observed.pairs[name, ours, theirs] += 1


def _key(
    side: Side | None, source_id: str, file: str, line: int, files: Mapping[str, Written]
) -> str:
    return source_id if side is Side.CRM else files[file].keys[line]


def _outcome(row: Row) -> str:
    return row.reason or (row.break_kind.value if row.break_kind else row.status.value)
