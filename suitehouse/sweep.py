"""Sweep: compares every row by digest, heals what differs, and records why it was missed.

SuiteCRM's stamps cannot be trusted, so passes that follow them drift from the source. After a sweep
landing is proven equal to the source as of the sweep's source snapshots.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from suitehouse.capturing.course import KeyedMasker
from suitehouse.capturing.selection import chosen_contracts
from suitehouse.contracts.model import TableContract
from suitehouse.operations.clock import Clock, SteadyClock, no_steady_clock
from suitehouse.operations.event_log import Events, NoEvents
from suitehouse.operations.progress import Progress, retry_line
from suitehouse.operations.retry import Sleep, retrying
from suitehouse.privacy.suppression import suppressing
from suitehouse.settings import CapturePolicy
from suitehouse.sweeping.course import SweepCourse, SweepTarget
from suitehouse.sweeping.order import SweepOrder
from suitehouse.sweeping.report import SweepReport
from suitehouse.sweeping.snapshots import SnapshotOpener, Snapshots
from suitehouse.sweeping.telling import SweepTeller

__all__ = ["SweepReport", "sweep"]


def sweep(  # noqa: PLR0913 - the entrance: everything the core needs of the world comes in here
    *,
    source: SnapshotOpener,
    warehouse: SweepTarget,
    contracts: Mapping[str, TableContract],
    masker: KeyedMasker,
    policy: CapturePolicy,
    clock: Clock,
    run_id: str,
    progress: Progress,
    tables: Sequence[str] = (),
    sleep: Sleep = time.sleep,
    steady: SteadyClock = no_steady_clock,
    events: Events = NoEvents(),  # noqa: B008 - has no state
) -> SweepReport:
    """Prove landing equal to the source, healing what differs, and return what that took.

    Tables go longest unproven first. A table that cannot be read, or of which too many rows are
    gone, is left unproven; the others go on, and the sweep ends with the error. Where the
    connection breaks, the table is gone on with at the bucket it was at, in a new snapshot.

    Args:
        source: Opens a source snapshot; called again after a transient fault.
        warehouse: What capture has filled.
        contracts: Every table contract by name.
        masker: Treats the columns; its key is the warehouse's.
        policy: Overlap, attempts, removal guard, budget, method.
        clock: Now, for records and durations.
        run_id: Name of the sweep in `ops.runs`, `ops.sweeps` and `_run_id`.
        progress: Told of each table.
        tables: Tables to take; empty means those of the policy, or all.
        sleep: How to wait between tries and between buckets.
        steady: A clock of this machine that nobody can set, as `capture` is given.
        events: Told of the start and end of the sweep and of each table.

    Raises:
        WarehouseError: No table was captured yet, or the warehouse cannot be read or written.
        SuitehouseError: A setting, the source, or the data of a table.
    """
    chosen = chosen_contracts(contracts, tables or policy.tables)
    order = SweepOrder(
        contracts=contracts,
        masker=suppressing(masker, warehouse, contracts),
        digest_secret=masker.key.digest_key,
        policy=policy,
        run_id=run_id,
        clock=clock,
        steady=steady,
        sleep=sleep,
    )
    course = SweepCourse(warehouse, order, masker.key, SweepTeller(progress, events, run_id))

    def retrier(work: Callable[[TableContract], None], contract: TableContract) -> None:
        retrying(
            policy.attempts,
            sleep=sleep,
            on_retry=lambda error, seconds: progress.say(retry_line(error, seconds)),
        )(work, contract)

    with Snapshots(source, clock) as snapshots:
        return course.complete(snapshots, chosen, retrier)
