"""What a sweep tells while it runs: people by the progress, the event log by events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suitehouse.errors import SuitehouseError
from suitehouse.operations.event_log import Events
from suitehouse.operations.progress import Progress
from suitehouse.sweeping.report import SweepReport
from suitehouse.warehouses._sweep_store import SweepRow

_SAYINGS = {
    "partial": "the budget of source seconds ended it; the next sweep goes on there",
    "skipped": "not compared: not captured yet, or not in its present shape; capture it first",
    "absent": "not in the source",
    "keyless": "not compared: it has no key, and every pass compares it whole",
    "refused": "removals were withheld",
    "unequal": "rows of the source share a key and cannot be told apart",
}


@dataclass(frozen=True, slots=True)
class SweepTeller:
    """Tells of the start and end of one sweep and of each of its tables; never of a value."""

    progress: Progress
    events: Events
    run_id: str

    def sweep_starts(self, tables: int) -> None:
        """The sweep begins."""
        self.progress.begin(tables)
        self.events.note("sweep_started", run=self.run_id, tables=tables)

    def table_starts(self, table: str) -> None:
        """A table's turn has come."""
        self.progress.start(table)

    def table_advances(self, table: str, progress: str) -> None:
        """A bucket was compared."""
        self.progress.start(f"{table} {progress}")

    def table_ends(self, row: SweepRow) -> None:
        """A table is proven, or as far as it could be."""
        self.progress.finish(row.table, table_note(row))
        self.events.note(
            "table_swept",
            run=self.run_id,
            table=row.table,
            status=row.status,
            rows=row.source_rows,
            due=row.due,
            **row.reasons,
            seconds=row.source_seconds,
        )

    def table_fails(self, table: str, error: SuitehouseError) -> None:
        """A table could not be proven."""
        self.progress.finish(table, "failed")
        self.events.note(
            "table_swept", run=self.run_id, table=table, status="failed", exc_info=error
        )

    def sweep_ends(self, report: SweepReport) -> None:
        """The sweep did what it could."""
        self.events.note(
            "sweep_finished",
            run=self.run_id,
            status=report.status,
            healed=report.healed,
            misses=report.misses,
            seconds=report.source_seconds,
        )

    def sweep_fails(self, error: BaseException) -> None:
        """The sweep ends with an error."""
        self.events.note("sweep_finished", run=self.run_id, status="failed", exc_info=error)


def table_note(row: SweepRow) -> str:
    """Return what is worth a line of a table: what was healed and why, and how it ended."""
    healed = ", ".join(_healed(row))
    saying = _SAYINGS.get(row.status, "")
    return "; ".join(filter(None, (f"healed {healed}" if healed else "", saying)))


def _healed(row: SweepRow) -> Iterator[str]:
    for reason, count in row.reasons.items():
        if count:
            yield f"{count} {reason}"
    if row.due:
        yield f"{row.due} due"
