"""Once a month, when the exports of the month before are there: that month, reconciled.

The day and hour are policy, which definitions do not read. So the schedule ticks every hour and
asks for a run once the hour has come, until one did not fail. So does a daemon that was down
meanwhile, when it is back.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

import dagster as dg

from assets.edge import values_withheld
from assets.ports import SettingsReader
from pipelines.jobs.reconcile import config_of, reconcile
from suitehouse.reconcile.period import day_of_month, month_before
from suitehouse.reconcile.policy import ReconcilePolicy

MONTH = "suitehouse/month_end"
# A failed run is asked for again, since its cause may be gone: another run that was writing, say.
_COUNTS = [status for status in dg.DagsterRunStatus if status is not dg.DagsterRunStatus.FAILURE]


@dg.schedule(
    job=reconcile,
    cron_schedule="0 * * * *",
    execution_timezone="UTC",
    description=(
        "Stopped until somebody starts it. Reconciles the month before, once, on the day and hour "
        "of reconcile.month_end_day and month_end_hour; the outputs go to recon/<month>."
    ),
)
def month_end(
    context: dg.ScheduleEvaluationContext, settings: dg.ResourceParam[SettingsReader]
) -> dg.RunRequest | dg.SkipReason:
    """Ask for the month before, where it is due and no run of it is there that did not fail."""
    now = context.scheduled_execution_time.astimezone(UTC)
    with values_withheld():
        due = due_at(now, settings.policy().reconcile)
    month = month_before(now.date()).label
    if now < due:
        return dg.SkipReason(f"{month} is reconciled from {due:%Y-%m-%d %H:%M} UTC on.")
    if context.instance.get_runs_count(_runs_of(month)):
        return dg.SkipReason(f"{month} has been reconciled, or is being.")
    return dg.RunRequest(run_key=month, run_config=config_of(month), tags={MONTH: month})


def due_at(now: datetime, policy: ReconcilePolicy) -> datetime:
    """Return when the month before is to be reconciled, in UTC."""
    day = day_of_month(now.date(), policy.month_end_day)
    return datetime.combine(day, time(policy.month_end_hour), UTC)


def _runs_of(month: str) -> dg.RunsFilter:
    return dg.RunsFilter(job_name=reconcile.name, tags={MONTH: month}, statuses=_COUNTS)
