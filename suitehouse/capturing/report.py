"""What a pass tells its caller."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from suitehouse.contracts.drift import SchemaChange
from suitehouse.delivery.report import Deliveries
from suitehouse.warehouses._pass_memory import LateRows
from suitehouse.warehouses.protocol import TableLoad


@dataclass(frozen=True, slots=True)
class PassReport:
    """A finished pass: a load per chosen table, from the snapshot taken at `snapshot_at`.

    A table that was altered during the pass is from a later snapshot, which `ops.watermarks` names.
    `drift` is what no pass before had noticed of the source's schema. `late_rows` says by table how
    late the rows were that sweeps found late, of tables in which there were some. `deliveries` is
    what other warehouses were brought.
    """

    run_id: str
    snapshot_at: datetime
    loads: tuple[TableLoad, ...]
    drift: tuple[SchemaChange, ...] = ()
    late_rows: Mapping[str, LateRows] = field(default_factory=dict)
    deliveries: Deliveries = ()

    @property
    def changed_tables(self) -> tuple[str, ...]:
        """The tables of which landing differs from before, in name order."""
        changed = (load for load in self.loads if load.rows_changed or load.rows_removed)
        return tuple(sorted(load.table for load in changed))

    @property
    def absent_tables(self) -> tuple[str, ...]:
        """The tables that the source does not have, in name order."""
        return tuple(sorted(load.table for load in self.loads if load.absent))


def added_loads(before: TableLoad, again: TableLoad) -> TableLoad:
    """Return a table's load and the catching up of a later read, as one."""
    return replace(
        again,
        mode=before.mode,
        window_start=before.window_start,
        rows_read=before.rows_read + again.rows_read,
        rows_changed=before.rows_changed + again.rows_changed,
        rows_removed=before.rows_removed + again.rows_removed,
        zero_dates=before.zero_dates + again.zero_dates,
        unreadable_values=before.unreadable_values + again.unreadable_values,
        card_refusals=before.card_refusals + again.card_refusals,
        rows_repeated=max(before.rows_repeated, again.rows_repeated),
        rows_withheld=again.rows_withheld,
        seconds=before.seconds + again.seconds,
    )
