"""What one table's sweep has found and done so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from suitehouse.warehouses._sweep_store import REASONS, Healed, SweepRow, SweepStatus


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one run and table; `since` is the source snapshot that proves the oldest bucket."""

    run_id: str
    table: str
    started_at: datetime
    since: datetime | None = None
    status: SweepStatus = "running"
    source_rows: int = 0
    warehouse_rows: int = 0
    due: int = 0
    reasons: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(REASONS, 0))

    def plus(self, healed: Healed) -> Tally:
        """Return the counts with those of a heal."""
        reasons = {name: n + healed.reasons.get(name, 0) for name, n in self.reasons.items()}
        return replace(self, due=self.due + healed.due, reasons=reasons)

    def row(self, finished_at: datetime | None = None) -> SweepRow:
        """Return the table's row of `ops.sweeps`."""
        return SweepRow(
            self.run_id,
            self.table,
            self.started_at,
            self.status,
            finished_at=finished_at,
            snapshot_at=self.since,
            source_rows=self.source_rows,
            warehouse_rows=self.warehouse_rows,
            due=self.due,
            reasons=self.reasons,
        )
