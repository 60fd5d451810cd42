"""Every night, when the CRM is idle."""

from __future__ import annotations

import dagster as dg

from pipelines.jobs.nightly_full import nightly_full

nightly = dg.ScheduleDefinition(
    name="nightly",
    job=nightly_full,
    cron_schedule="37 2 * * *",
    execution_timezone="UTC",
    description="Stopped until somebody starts it: it reads every table of the CRM whole.",
)
