"""New export files are reconciled once they are there to the end."""

from __future__ import annotations

import json
from dataclasses import asdict

import dagster as dg

from assets.edge import values_withheld
from assets.ports import SettingsReader
from pipelines.jobs.reconcile import reconcile
from suitehouse.intake.arrivals import Look, Watch, look
from suitehouse.intake.configured import configured_folder


@dg.sensor(
    job=reconcile,
    minimum_interval_seconds=60,
    description=(
        "Stopped until somebody starts it. Reconciles when the files of SUITEHOUSE_EXPORTS_URL "
        "have changed and stayed as they are for a minute; never twice for the same content."
    ),
)
def exports_arrived(
    context: dg.SensorEvaluationContext, settings: dg.ResourceParam[SettingsReader]
) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run where a look at the folder finds a new set of files.

    Raises:
        ConfigurationError: The folder cannot be read; the sentence says which and what to do.
    """
    with values_withheld():
        folder = configured_folder(settings.read())
        if folder is None:
            return dg.SkipReason("There is no folder of exports yet.")
        found = look(folder, _remembered(context.cursor))
    return _answer(found)


def _answer(found: Look) -> dg.SensorResult:
    cursor = json.dumps(asdict(found.watch))
    if not found.content:
        return dg.SensorResult(skip_reason=found.reason, cursor=cursor)
    # Dagster starts no second run of a key, so a cursor that was lost or reset repeats nothing.
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=found.content)], cursor=cursor)


def _remembered(cursor: str | None) -> Watch:
    """What the last look left; one that cannot be read is as good as none, see the run key."""
    try:
        return Watch(**json.loads(cursor or "{}"))
    except (ValueError, TypeError):
        return Watch()
