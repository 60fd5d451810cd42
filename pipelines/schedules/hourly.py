"""Every hour, a little after it: the CRM's own jobs tend to run on the hour."""

from __future__ import annotations

import dagster as dg

from pipelines.jobs.hourly_pipeline import hourly_pipeline

hourly = dg.ScheduleDefinition(
    name="hourly",
    job=hourly_pipeline,
    cron_schedule="7 * * * *",
    execution_timezone="UTC",
    description="Stopped until somebody starts it: a fresh install does not read a CRM by itself.",
)
