"""Capture: one pass from the CRM to landing, all tables from one source snapshot.

A pass can end at any instant and be run again: a table's rows and watermark are one transaction,
and rows that landed already are recognised by their digest.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from suitehouse.capturing.bearings import check_lanes
from suitehouse.capturing.course import CaptureTarget, KeyedMasker, PassCourse, SnapshotOpener
from suitehouse.capturing.pass_order import PassOrder
from suitehouse.capturing.report import PassReport
from suitehouse.capturing.selection import chosen_contracts
from suitehouse.capturing.telling import PassTeller
from suitehouse.contracts.model import TableContract
from suitehouse.errors import ConfigurationError
from suitehouse.misfits import RowKey
from suitehouse.operations.clock import Clock, SteadyClock, no_steady_clock
from suitehouse.operations.event_log import Events, NoEvents
from suitehouse.operations.progress import Progress, retry_line
from suitehouse.operations.retry import Sleep, retrying
from suitehouse.privacy.suppression import suppressing
from suitehouse.settings import CapturePolicy
from suitehouse.warehouses.protocol import TableLoad

__all__ = ["PassReport", "TableLoad", "capture"]


def capture(  # noqa: PLR0913 - the entrance: everything the core needs of the world comes in here
    *,
    source: SnapshotOpener,
    warehouse: CaptureTarget,
    contracts: Mapping[str, TableContract],
    masker: KeyedMasker,
    policy: CapturePolicy,
    clock: Clock,
    run_id: str,
    progress: Progress,
    tables: Sequence[str] = (),
    full: bool = False,
    sleep: Sleep = time.sleep,
    events: Events = NoEvents(),  # noqa: B008 - has no state
    asked_keys: Mapping[str, Sequence[RowKey]] = MappingProxyType({}),
    steady: SteadyClock = no_steady_clock,
    new_source: bool = False,
) -> PassReport:
    """Bring landing up to the source's present state and return what that took.

    A table that cannot be read, or of which too many rows are gone, keeps what it has; the others
    go on, and the pass ends with the error. Where the connection breaks, all tables are read again
    in a new snapshot, so that they agree with each other.

    Args:
        source: Opens a source snapshot; called again after a transient fault.
        warehouse: Where rows land.
        contracts: Every table contract by name.
        masker: Treats the columns; its key is the warehouse's.
        policy: Overlap, attempts, removal guard.
        clock: Now, for `_loaded_at` and durations.
        run_id: Name of the pass in `ops.runs` and in `_run_id`.
        progress: Told of each table.
        tables: Tables to take; empty means those of the policy, or all.
        full: Read everything and compare: finds hard-deleted rows of large tables too.
        sleep: How to wait between tries.
        events: Told of the start and end of the pass and of each table.
        asked_keys: By table, the rows that are read in place of those that may have changed.
        steady: A clock of this machine that nobody can set, by which jumps of others show.
        new_source: Take the database as the warehouse's source from now on: read everything and
            compare, and refuse it as another source no more.

    Raises:
        SuitehouseError: A setting, the source, the warehouse, or the data of a table.
    """
    check_lanes(contracts, policy)
    if new_source and tables:
        raise ConfigurationError(
            "--new-source compares every captured table with the new source; leave --tables out."
        )
    chosen = chosen_contracts(contracts, tables or policy.tables)
    order = PassOrder(
        contracts=contracts,
        masker=suppressing(masker, warehouse, contracts),
        digest_secret=masker.key.digest_key,
        full=full or new_source,
        run_id=run_id,
        clock=clock,
        asked_keys=asked_keys,
        policy=policy,
        steady=steady,
        new_source=new_source,
    )
    teller = PassTeller(progress, events, run_id, clock)
    run = PassCourse(warehouse, order, masker.key, chosen, teller)
    retrier = retrying(
        policy.attempts,
        sleep=sleep,
        on_retry=lambda error, seconds: progress.say(retry_line(error, seconds)),
    )
    return run.complete(lambda: retrier(run.attempt, source))
