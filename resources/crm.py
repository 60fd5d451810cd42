"""The CRM, read in one source snapshot and landed masked: all that a pass needs, put together."""

from __future__ import annotations

from collections.abc import Sequence

import dagster as dg

from resources._writer import writing
from suitehouse.capturing.configured import capture_configured
from suitehouse.capturing.report import PassReport
from suitehouse.operations.clock import Clock
from suitehouse.operations.progress import SilentProgress
from suitehouse.settings import Policy, Settings
from suitehouse.sweeping.configured import sweep_configured
from suitehouse.sweeping.report import SweepReport


class SuiteCrm(dg.ConfigurableResource[None]):
    """The CRM of a run's settings; its URL and the masking key are resolved when it is read."""

    def capture(
        self,
        settings: Settings,
        policy: Policy,
        *,
        tables: Sequence[str],
        full: bool,
        run_id: str,
        clock: Clock,
    ) -> PassReport:
        """Capture the tables in one source snapshot.

        Raises:
            BusyError: Another process writes this home's warehouse.
            SuitehouseError: As `suitehouse.capture.capture`.
        """
        with writing(settings):
            return capture_configured(
                settings,
                policy.capture,
                SilentProgress(),
                tables=tables,
                full=full,
                run_id=run_id,
                clock=clock,
            )

    def sweep(
        self, settings: Settings, policy: Policy, *, run_id: str, clock: Clock
    ) -> SweepReport:
        """Prove the tables of the policy equal to the CRM, and heal what differs.

        Raises:
            BusyError: Another process writes this home's warehouse.
            SuitehouseError: As `suitehouse.sweep.sweep`.
        """
        with writing(settings):
            return sweep_configured(
                settings, policy.capture, SilentProgress(), run_id=run_id, clock=clock
            )


crm = SuiteCrm()
