"""What a sweep tells its caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from suitehouse.delivery.report import Deliveries
from suitehouse.warehouses._sweep_store import SweepRow


@dataclass(frozen=True, slots=True)
class SweepReport:
    """A finished sweep: a row for each table that it came to, in the order of its work.

    `unreached` are tables for which the budget was spent, `deliveries` what other warehouses were
    brought.
    """

    run_id: str
    tables: tuple[SweepRow, ...]
    unreached: tuple[str, ...] = ()
    deliveries: Deliveries = ()

    @property
    def status(self) -> Literal["complete", "partial", "unequal"]:
        """Whether every table was compared, and proven."""
        found = {row.status for row in self.tables}
        if "unequal" in found:
            return "unequal"
        return "partial" if self.unreached or "partial" in found else "complete"

    @property
    def healed(self) -> int:
        """How many rows were put right."""
        return sum(row.due + sum(row.reasons.values()) for row in self.tables)

    @property
    def misses(self) -> int:
        """How many of these no ordinary pass would have found."""
        return sum(sum(row.reasons.values()) for row in self.tables)

    @property
    def source_seconds(self) -> float:
        """How long the source was waited for."""
        return round(sum(row.source_seconds for row in self.tables), 3)
