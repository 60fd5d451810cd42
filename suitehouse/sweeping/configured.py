"""A sweep put together from settings, for the console script and for Dagster.

The source may be the demo's private server, which then runs for the length of the call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from suitehouse.capturing.configured import opened
from suitehouse.contracts.model import load_contracts
from suitehouse.delivery.configured import check_targets, delivered_in_any_case, heal_targets
from suitehouse.delivery.course import Order
from suitehouse.operations.clock import Clock, steady_clock, system_clock
from suitehouse.operations.event_log import event_log
from suitehouse.operations.progress import Progress
from suitehouse.privacy.dialling import dialled_in
from suitehouse.privacy.masking import Masker
from suitehouse.settings import CapturePolicy, Settings
from suitehouse.sweep import SweepReport, sweep


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
        SuitehouseError: As `sweep`; a setting is missing; the warehouse cannot be opened, or is
            not there.
    """
    check_targets(settings)
    contracts = dialled_in(load_contracts(), policy.phone_region)
    with (
        event_log(settings.home, clock=clock) as events,
        opened(settings, policy, access="write") as places,
    ):
        order = Order(run_id, clock, progress)
        with delivered_in_any_case(settings, places.warehouse, order):
            report = sweep(
                source=places.source,
                warehouse=places.warehouse,
                contracts=contracts,
                masker=Masker(places.key, contracts),
                policy=policy,
                tables=tables,
                clock=clock,
                run_id=run_id,
                progress=progress,
                events=events,
                steady=steady_clock,
            )
        swept = [row.table for row in report.tables]
        return replace(report, deliveries=heal_targets(settings, places.warehouse, order, swept))
