"""The whole job over fakes, any of which a test may replace by the real thing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
from fakes import FakeCrm, FakeDbt, FakeWarehouse, FixedClock, FixedSettings, NoExports

from assets.ports import Exports, ModelBuilder, Warehouse
from pipelines.definitions import definitions_with
from suitehouse.settings import Policy

SILENT = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(slots=True)
class World:
    """What one test has of the world, and the job over it."""

    home: Path
    crm: FakeCrm = field(default_factory=FakeCrm)
    dbt: FakeDbt = field(default_factory=FakeDbt)
    warehouse: FakeWarehouse = field(default_factory=FakeWarehouse)
    exports: Exports = field(default_factory=NoExports)
    policy: Policy = field(default_factory=Policy)
    real_warehouse: Warehouse | None = None
    real_dbt: ModelBuilder | None = None

    def resources(self) -> dict[str, object]:
        return {
            "settings": FixedSettings(self.home, self.policy),
            "crm": self.crm,
            "clock": FixedClock(),
            "dbt": self.real_dbt or self.dbt,
            "warehouse": self.real_warehouse or self.warehouse,
            "exports": self.exports,
        }

    def run(
        self,
        *only: Sequence[str],
        raises: bool = True,
        listener: Callable[[dg.EventLogEntry], None] | None = None,
    ) -> dg.ExecuteInProcessResult:
        """Run the hourly job, or only the assets of these keys."""
        job = definitions_with(self.resources()).resolve_job_def("hourly_pipeline")
        with dg.DagsterInstance.ephemeral() as instance:
            run_id = str(uuid.uuid4())
            if listener is not None:
                instance.add_event_listener(run_id, listener)
            return job.execute_in_process(
                instance=instance,
                run_id=run_id,
                run_config=SILENT,
                raise_on_error=raises,
                asset_selection=[dg.AssetKey(list(key)) for key in only] or None,
            )
