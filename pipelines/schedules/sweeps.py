"""Every night after the backups, when the CRM is idle."""

from __future__ import annotations

import dagster as dg

from pipelines.jobs.nightly_sweep import nightly_sweep

sweeps = dg.ScheduleDefinition(
    name="sweeps",
    job=nightly_sweep,
    cron_schedule="17 4 * * *",
    execution_timezone="UTC",
    description="Stopped until somebody starts it: it reads or digests every table of the CRM.",
)
