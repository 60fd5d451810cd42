"""A sweep put together from settings, for the console script and for Dagster.

The source may be the demo's private server, which then runs for the length of the call.
"""

from __future__ import annotations

from collections.abc import Sequence

from suitehouse.contracts.model import load_contracts
from suitehouse.demo.fallback import masking_reference, source_url
from suitehouse.operations.clock import Clock, steady_clock, system_clock
from suitehouse.operations.event_log import event_log
from suitehouse.operations.progress import Progress
from suitehouse.privacy.keys import MaskingKey
from suitehouse.privacy.masking import Masker
from suitehouse.settings import CapturePolicy, Settings
from suitehouse.source.snapshot import open_snapshot
from suitehouse.sweep import SweepReport, sweep
from suitehouse.warehouses.opening import open_warehouse


def sweep_configured(
    settings: Settings,
    policy: CapturePolicy,
    progress: Progress,
    *,
    tables: Sequence[str] = (),
    run_id: str,
    clock: Clock = system_clock,
) -> SweepReport:
    """Make one sweep as the settings say, named `run_id`; the caller holds the writer's lock.

    Raises:
        SuitehouseError: As `sweep`; a setting is missing; the warehouse cannot be opened.
    """
    contracts = load_contracts()
    with event_log(settings.home, clock=clock) as events, source_url(settings) as url:
        key = MaskingKey.from_reference(masking_reference(settings))
        warehouse = open_warehouse(settings.warehouse_url, settings.warehouse_path)
        try:
            return sweep(
                source=lambda: open_snapshot(url, batch_bytes=policy.batch_bytes),
                warehouse=warehouse,
                contracts=contracts,
                masker=Masker(key, contracts),
                policy=policy,
                tables=tables,
                clock=clock,
                run_id=run_id,
                progress=progress,
                events=events,
                steady=steady_clock,
            )
        finally:
            warehouse.close()
